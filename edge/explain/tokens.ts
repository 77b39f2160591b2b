import { splitQuery } from '../query/decode.ts';

/** One `name=text` of an address: the address that says nothing else, or this name with another text; and all but this. */
export type Token = {
  name: string;
  text: string;
  alone: (text?: string) => string;
  without: string;
  /** In a query where the path speaks: nobody listens. */
  unheard: boolean;
};

/** Every parameter of an address, of its query or of its path (`/cdn-cgi/image/width=80,quality=75/…`). */
export const tokensOf = (address: string): Token[] => {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  const [, before = '', options = '', after = ''] = /^(\/cdn-cgi\/image\/)(.*?)(\/.*)$/.exec(path) ?? [
    '',
    '',
    '',
    path,
  ];
  const speaks = before !== '';
  return [
    ...listed(options, ',').map((part) => token(part, false, (text) => `${before}${text}${after}?${query}`)),
    ...listed(query, '&').map((part) => token(part, speaks, (text) => `${path}?${text}`)),
  ];
};

type Part = { pair: string; others: string };

const listed = (text: string, separator: string): Part[] => {
  const pairs = text.split(separator).filter(Boolean);
  return pairs.map((pair, index) => ({ pair, others: pairs.filter((_, other) => other !== index).join(separator) }));
};

const token = ({ pair, others }: Part, unheard: boolean, addressOf: (text: string) => string): Token => {
  const name = pair.split('=')[0] ?? '';
  return {
    name: name.toLowerCase(),
    // Values are decoded where the parser decodes them.
    text: Object.values(splitQuery(pair))[0] ?? '',
    alone: (text) => addressOf(text === undefined ? pair : `${name}=${text}`),
    without: addressOf(others),
    unheard,
  };
};
