import { splitQuery } from '../query/decode.ts';
import { type Dialect, locateByUrl } from '../query/dialect.ts';
import { type DialectName, dialectEntry } from '../query/dialects/registry.ts';
import { shorthandDescriptions } from '../query/docs.ts';
import { languageOf, parameterOf } from '../query/language.ts';
import { native } from '../query/native.ts';
import type { Variant } from '../query/parameters.ts';
import { parseQuery } from '../query/parse.ts';

/** What an address says, in the language that is spoken there. */
export type Heard = {
  /** Said by parameters, not by the language itself. */
  said: Variant;
  /** What the language takes for granted. */
  defaults: Variant;
  /** The first parameter that could not be read, and what it may say. */
  unreadable?: { parameter: string; expected: string };
  /** Names that mean something there. */
  names: string[];
};

export type Listen = (address: string) => Heard;

/** Hears addresses as the viewer function does, each path in its own language; but for what a parameter says and what is usual there apart. */
export const hearing = (rows: [pattern: string, dialect: DialectName][]): Listen => {
  const known = rows.map(([pattern, name]) => ({ pattern: new RegExp(pattern), dialect: dialectEntry(name).dialect }));
  return (address) => {
    const [uri = '', query = ''] = address.split(/\?(.*)/s);
    const dialect = known.find(({ pattern }) => pattern.test(uri))?.dialect;
    // Which host was asked is not known here; it only matters to where the image is.
    const [, parameters] = dialect?.locate?.(uri, splitQuery(query), '') ?? ['', splitQuery(query)];
    const language = dialect ? languageOf(dialect.own ?? {}, dialect.parameters.split(' ')) : native;
    const said = parseQuery(parameters, { ...language, strict: false });
    const problem = parseQuery(parameters, { ...language, strict: true });
    return {
      said: 'expected' in said ? {} : (said as Variant),
      defaults: dialect?.defaults ?? {},
      ...('expected' in problem && { unreadable: { parameter: problem.parameter, expected: problem.expected } }),
      names: dialect ? namesIn(dialect, language.names) : ourNames,
    };
  };
};

const namesIn = ({ own = {}, locate }: Dialect, names: string[]) => [
  ...names.filter((name) => own[name] || parameterOf[name]),
  ...(locate === locateByUrl ? ['url'] : []),
];

const ourNames = [...native.names, ...Object.keys(shorthandDescriptions).flatMap((names) => names.split(' '))];
