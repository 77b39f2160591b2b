import { native, parse } from '../language/native.ts';
import { canonical, type Query, spoken } from '../language/query.ts';
import type { Variant, Word } from '../language/vocabulary.ts';

/** Reads a path and a query in the language that is spoken there. */
export type Hear = (uri: string, query: Query) => object;

/** Our own language, which only the query speaks. */
export const ours: Hear = (_, query) => parse(query);

/** A word of the variant: its value, the name and text that said it, and what became of that text on the way. */
export type Understood = { word: string; value: unknown; from: string; asked?: string; note?: 'clamped' | 'snapped' };

/** A name that changed nothing, and why not. */
export type Ignored = { name: string; why: 'unknown' | 'overruled'; meant?: string };

/**
 * An address as it was sent x the variant that was made of it -> where each word comes from, and what was not heard. Each name
 * is read alone, by the same parser: whatever it then says is its own.
 */
export const understand = (
  address: string,
  variant: Variant,
  hear = ours,
): { words: Understood[]; ignored: Ignored[] } => {
  const tokens = tokensOf(address).map((token) => ({ ...token, said: saidBy(token.alone, hear) }));
  const taken = new Set<string>();
  const words = Object.entries(variant)
    .filter(([word]) => word !== 'explain')
    .map(([word, value]): Understood => {
      const sayers = tokens.filter(({ said }) => word in said);
      // What every name says is said by none of them: the dialect's own default.
      const token = sayers.length > 1 && sayers.length === tokens.length ? undefined : rightful(sayers, word, value);
      if (!token) return { word, value, from: originOf(word, tokens) };
      taken.add(token.name);
      const note = noteOf(token.text, token.said[word], value);
      return { word, value, from: token.name, asked: token.text, ...(note && { note }) };
    });
  const ignored = tokens
    .filter(({ name }) => !taken.has(name) && !reserved.test(name))
    .map(({ name, said }) => ignoredBy(name, said, variant));
  return { words, ignored: ignored.filter((each) => each !== undefined) };
};

type Token = { name: string; text: string; alone: string };

// They open the door and say nothing of the picture.
const reserved = /^(explain|debug|sig|signature|sign|key|exp|expires|preset|class|p|snap)$/;

/** Every `name=text` of an address, each with the address that says nothing else. */
const tokensOf = (address: string): Token[] => {
  const [path = '', query = ''] = split(address, '?');
  const inPath = path
    .split('/')
    .flatMap((segment) => (segment.includes('=') ? segment.split(',').map((pair) => [segment, pair]) : []));
  return [
    ...inPath.map(([segment = '', pair = '']) =>
      token(
        pair,
        path.replace(segment, () => pair),
      ),
    ),
    ...query
      .split('&')
      .filter(Boolean)
      .map((pair) => token(pair, `${path}?${pair}`)),
  ];
};

const token = (pair: string, alone: string): Token => {
  const [name = ''] = split(pair, '=');
  // Values are decoded where the parser decodes them.
  return { name: name.toLowerCase(), text: Object.values(spoken(pair))[0] ?? '', alone };
};

const split = (text: string, at: string) => {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
};

const saidBy = (alone: string, hear: Hear): Record<string, unknown> => {
  const [path = '', query = ''] = split(alone, '?');
  const said = hear(path, spoken(query));
  return 'status' in said ? {} : { ...said };
};

type Sayer = Token & { said: Record<string, unknown> };

/** Of several that say a word, the one whose value it has. */
const rightful = (sayers: Sayer[], word: string, value: unknown) =>
  sayers.find(({ said }) => String(said[word]) === String(value)) ?? sayers[0];

const originOf = (word: string, tokens: Sayer[]) => {
  if (word === 'fmts') return 'the Accept header';
  return tokens.some(({ said }) => 'preset' in said) ? 'the preset' : 'what follows from the others';
};

const noteOf = (text: string, read: unknown, value: unknown) => {
  if (typeof read === 'number' && text !== '' && Number.isFinite(Number(text)) && Number(text) !== read)
    return 'clamped';
  return typeof value === 'number' && read !== value ? 'snapped' : undefined;
};

const ignoredBy = (name: string, said: Record<string, unknown>, variant: Variant): Ignored | undefined => {
  if (Object.keys(said).length === 0) return { name, why: 'unknown', ...meant(name) };
  // A word that says what holds anyway leaves no trace, and is not ignored.
  const spelled = Object.entries(said).map(([word, value]) => [
    canonical({ [word]: value }),
    canonicalOf(variant, word),
  ]);
  return spelled.some(([alone, now]) => alone !== now) ? { name, why: 'overruled' } : undefined;
};

const canonicalOf = (variant: Variant, word: string) => canonical({ [word]: variant[word as Word] });

/** The known name that this one is at most two slips away from. */
const meant = (name: string) => {
  const [nearest] = native.names
    .filter((known) => known.length > 1)
    .map((known) => ({ known, slips: slips(name, known) }))
    .filter(({ known, slips }) => slips <= Math.min(2, known.length / 2))
    .sort((one, other) => one.slips - other.slips);
  return nearest && { meant: nearest.known };
};

/** Letters to add, leave out or change (Levenshtein). */
const slips = (from: string, to: string) => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const above = row;
    row = [line + 1];
    for (let at = 1; at <= to.length; at++) {
      const changed = (above[at - 1] ?? 0) + (letter === to[at - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[at] ?? 0) + 1, (row[at - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
};
