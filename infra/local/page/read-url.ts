import { type Ignored, understand } from '../../../edge/explain/parameters.ts';
import { tracing } from '../../../edge/explain/trace.ts';
import { splitQuery } from '../../../edge/query/decode.ts';
import { type DialectName, dialectEntry, dialectNames } from '../../../edge/query/dialects/registry.ts';
import type { Variant } from '../../../edge/query/parameters.ts';

/** A URL in our own parameters. */
export type ReadUrl = {
  /** The language that it was read in: one of the dialects, or our own. */
  dialect: DialectName | 'native';
  /** The path of its image, percent-encoded. */
  path: string;
  /** Our own parameters, as a query spells them. */
  parameters: { [name: string]: string };
  /** What it says that has no effect here. */
  lost: Ignored[];
};

/** Reads any service's URL (`url`), in the dialect that is named (`dialect`) or else in the one that fits it best. */
export const readUrl = (asked: URLSearchParams): ReadUrl => {
  const url = parseUrl(asked.get('url')?.trim() ?? '');
  const named = [...dialectNames, 'native' as const].find((name) => name === asked.get('dialect'));
  const known = named ?? services.find(([pattern]) => pattern.test(url.host + url.pathname))?.[1];
  if (known) return readAs(url, known);
  const [best] = (['native', ...dialectNames] as const)
    // These read only paths of their own, which are recognized above.
    .filter((name) => name === 'native' || !dialectEntry(name).dialect.locate)
    .map((name) => readAs(url, name))
    .sort((one, other) => one.lost.length - other.lost.length);
  return best ?? readAs(url, 'native');
};

/** Where the services serve their images from. */
const services: [pattern: RegExp, dialect: DialectName][] = [
  [/\/cdn-cgi\/image\//, 'cloudflare'],
  [/\/\.netlify\/images/, 'netlify'],
  [/\/_(next|vercel)\/image/, 'next'],
  [/\.imgix\.net\//, 'imgix'],
  [/^cdn\.sanity\.io\//, 'sanity'],
  [/^(images\.weserv|wsrv)\.nl\//, 'weserv'],
  [/\.b-cdn\.net\//, 'bunny'],
  [/\.(fastly|freetls\.fastly)\.net\//, 'fastly'],
];

const parseUrl = (text: string) => new URL(/^(https?:)?\/\//.test(text) ? text : text.replace(/^\/?/, '/'), nowhere);

// Stands in for the host of a URL that has none.
const nowhere = 'https://host.invalid';

const readAs = (url: URL, dialect: DialectName | 'native'): ReadUrl => {
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
