import { type Ignored, understand } from '../../edge/explain/parameters.ts';
import { type Token, tracing } from '../../edge/explain/trace.ts';
import { splitQuery } from '../../edge/query/decode.ts';
import { type DialectName, dialectEntry, dialectNames } from '../../edge/query/dialects/registry.ts';
import type { Variant } from '../../edge/query/parameters.ts';

/** A URL in our own parameters. */
export type ReadUrl = {
  /** The language that it was read in: one of the dialects, or our own. */
  dialect: DialectName | 'native';
  /** The path of its image, percent-encoded. */
  path: string;
  /** Our own parameters, as a query spells them. */
  parameters: { [name: string]: string };
  /** What it says, in its own parameters. */
  given: Token[];
  /** What it says that has no effect here. */
  lost: Ignored[];
};

/** Reads any service's URL (`url`), in the dialect that is named (`dialect`) or else in the one that fits it best. */
export const readUrl = (asked: URLSearchParams): ReadUrl => {
  const url = parseUrl(asked.get('url')?.trim() ?? '');
  const named = [...dialectNames, 'native' as const].find((name) => name === asked.get('dialect'));
  return readAs(url, named ?? dialectOf(url) ?? bestDialectOf(url));
};

/** The service that serves such URLs; undefined where neither host nor path tells. */
export const dialectOf = ({ host, pathname }: URL): DialectName | undefined =>
  dialectNames.find((name) => dialectEntry(name).served?.test(host + pathname));

/** The dialect in which the fewest parameters of a URL get lost; our own where several are equal. */
export const bestDialectOf = (url: URL): DialectName | 'native' => {
  const [best = 'native'] = (['native', ...dialectNames] as const)
    // These read only paths of their own, which are recognized.
    .filter((name) => name === 'native' || !dialectEntry(name).dialect.locate)
    .map((name) => ({ name, lost: readAs(url, name).lost.length }))
    .sort((one, other) => one.lost - other.lost)
    .map(({ name }) => name);
  return best;
};

const parseUrl = (text: string) => new URL(/^(https?:)?\/\//.test(text) ? text : text.replace(/^\/?/, '/'), nowhere);

// Stands in for the host of a URL that has none.
const nowhere = 'https://host.invalid';

/** Reads a URL in this dialect, or in our own parameters. */
export const readAs = (url: URL, dialect: DialectName | 'native'): ReadUrl => {
  const address = url.pathname + url.search;
  const trace = tracing(dialect === 'native' ? [] : [['^', dialect]])(address);
  // Of two readings of one parameter the first counts.
  const values = [...trace.readings].reverse().filter(({ value }) => value !== undefined);
  const variant: Variant = {
    ...trace.defaults,
    ...Object.fromEntries(values.map(({ parameter, value }) => [parameter, value])),
  };
  return {
    dialect,
    path: pathOf(url, dialect),
    parameters: Object.fromEntries(Object.entries(variant).map(([name, value]) => [name, String(value)])),
    given: trace.tokens,
    lost: understand(trace, variant).ignored.filter(({ why }) => why !== 'no client hints'),
  };
};

const pathOf = (url: URL, dialect: DialectName | 'native') => {
  if (dialect === 'native') return url.pathname;
  const { locate } = dialectEntry(dialect).dialect;
  const query = splitQuery(url.search.slice(1));
  // An image on another host is looked for under the same path here.
  const image = query.url ? { ...query, url: query.url.replace(/^(https?:)?\/\/[^/]+/, '') } : query;
  return locate?.(url.pathname, image, url.host)[0] || url.pathname;
};
