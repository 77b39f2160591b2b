import { type Query, splitQuery } from '../query/decode.ts';
import { type Dialect, locateByUrl } from '../query/dialect.ts';
import { documentedNames, unsupportedNote } from '../query/dialects/conformance/conformance.ts';
import { type DialectName, dialectEntry } from '../query/dialects/registry.ts';
import { shorthandDescriptions } from '../query/docs.ts';
import { type Language, languageOf, parameterOf, type Rule } from '../query/language.ts';
import { native } from '../query/native.ts';
import { type Parameter, parameters, type Variant } from '../query/parameters.ts';
import { parseQuery } from '../query/parse.ts';

/** A name of a URL with its value, as it was sent; not read where the path has the parameters, or where a later value counts. */
export type Token = { name: string; text: string; unread?: 'repeated' | 'in the query' };

/** A value as the parser read it; undefined where it can't be read. */
export type Reading = {
  name: string;
  parameter: Parameter;
  value: unknown;
  clamped: boolean;
  expected: string;
  /** Other names that were read together with this one, such as the second half of a focal point. */
  beside: string[];
};

/** What the parser read of a URL, in its order of precedence. */
export type Trace = {
  tokens: Token[];
  readings: Reading[];
  /** What the dialect adds. */
  defaults: Variant;
  /** Names that mean something there. */
  names: string[];
  /** Names that the dialect's service documents, whether or not they are read alone. */
  documented: string[];
  /** Why a parameter that the dialect's service documents changes nothing here; undefined of any other. */
  unsupported: (name: string, text: string) => string | undefined;
};

/** Reads URLs as the viewer function does, each path in its own dialect, and keeps what the parser reports. */
export const tracing = (rows: [pattern: string, dialect: DialectName][]) => {
  const known = rows.map(([pattern, name]) => ({ pattern: new RegExp(pattern), ...dialectEntry(name) }));
  return (address: string): Trace => {
    const [uri = '', text = ''] = address.split(/\?(.*)/s);
    const { dialect, conformance } = known.find(({ pattern }) => pattern.test(uri)) ?? {};
    const sent = splitQuery(text);
    // The host is not known here; it only matters to where the image is.
    const [, query] = dialect?.locate?.(uri, sent, '') ?? [uri, sent];
    return {
      tokens: tokensOf(text, sent, query).filter(({ name }) => !isLocation(name, dialect)),
      readings: readingsOf(query, dialect ? languageOf(dialect.own ?? {}, dialect.parameters.split(' ')) : native),
      defaults: dialect?.defaults ?? {},
      names: dialect ? namesIn(dialect) : ourNames,
      documented: conformance ? documentedNames(conformance) : [],
      unsupported: (name, text) => conformance && unsupportedNote(conformance, name, text),
    };
  };
};

/** The parameters of a path, then those of the query. */
const tokensOf = (text: string, sent: Query, query: Query): Token[] => {
  // Cloudinary's signature stands among the options of a path, and is checked nowhere.
  const inPath = Object.entries(query).filter(([name, value]) => sent[name] !== value && !/^s--/.test(name));
  const inQuery = text
    .split('&')
    .filter(Boolean)
    .flatMap((pair) => Object.entries(splitQuery(pair)));
  return [
    ...inPath.map(([name, text]) => ({ name, text })),
    ...inQuery.map(([name, text], at): Token => {
      if (query[name] !== sent[name]) return { name, text, unread: 'in the query' };
      // A repeated `auto` is one list.
      const isLast = name === 'auto' || !inQuery.slice(at + 1).some(([other]) => other === name);
      return { name, text, ...(!isLast && { unread: 'repeated' as const }) };
    }),
  ];
};

const readingsOf = (query: Query, language: Language): Reading[] => {
  const lookups: { name: string; other: string }[] = [];
  const watched = Object.entries(language.own).map(([name, rule]): [string, Rule | undefined] => {
    if (typeof rule !== 'function') return [name, rule];
    return [
      name,
      (text, asked) =>
        rule(
          text,
          watch(asked, (other) => lookups.push({ name, other })),
        ),
    ];
  });
  const besideOf = (name: string) =>
    lookups.flatMap((each) => (each.name === name && each.other !== name && query[each.other] ? [each.other] : []));
  const readings: Reading[] = [];
  let clamped = false;
  parseQuery(query, { ...language, own: Object.fromEntries(watched) }, (name, parameter, value) => {
    if (name !== undefined && parameter) {
      const expected = parameters[parameter][0].hint;
      readings.push({ name, parameter, value, clamped, expected, beside: besideOf(name) });
    }
    clamped = name === undefined;
  });
  return readings;
};

/** The same query, telling which names are looked up in it. */
const watch = (query: Query, onRead: (name: string) => void): Query =>
  new Proxy(query, {
    get: (target, name) => {
      if (typeof name === 'string') onRead(name);
      return Reflect.get(target, name);
    },
  });

/** Whether a name says where the image is, and nothing of how it is to be. */
export const isLocation = (name: string, dialect: Dialect | undefined) =>
  name === 'url' && dialect?.locate === locateByUrl;

const namesIn = (dialect: Dialect) => {
  const { own = {}, locate } = dialect;
  const names = languageOf(own, dialect.parameters.split(' ')).names.filter((name) => own[name] || parameterOf[name]);
  return [...names, ...(locate === locateByUrl ? ['url'] : [])];
};

const ourNames = [...native.names, ...Object.keys(shorthandDescriptions).flatMap((names) => names.split(' '))];
