import { type Ignored, understand } from '../../edge/explain/parameters.ts';
import { type Token, tracing } from '../../edge/explain/trace.ts';
import { decode, splitQuery } from '../../edge/query/decode.ts';
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
    // The others read only paths of their own, which are recognized.
    .filter((name) => name === 'native' || !dialectEntry(name).rewrites)
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
  const asked: Variant = Object.fromEntries(values.map(({ parameter, value }) => [parameter, value]));
  // A preset says all of it: what the dialect adds would overrule it.
  const variant: Variant = 'preset' in asked ? asked : { ...trace.defaults, ...asked };
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
  const pathOn = (host: string) => locate?.(url.pathname, query, host)[0];
  // An image on another host is looked for under the same path here.
  return pathOn(url.host) || pathOn(imageHost(query.url ?? url.pathname)) || url.pathname;
};

/** The host in the address of an image: plain, percent-encoded or, as imgproxy has it, in base64 with slashes anywhere. */
const imageHost = (text: string) => {
  const [, encoded] = /\/(aHR0c[\w/-]+)/.exec(text) ?? [];
  const address = encoded ? fromBase64Url(encoded.replaceAll('/', '')) : decode(text);
  return /(?:^|https?:\/{1,2}|ssl:|\/\/)([\w-]+(?:\.[\w-]+)+(?::\d+)?)\//i.exec(address)?.[1] ?? '';
};

// The page reads URLs too: a browser has no Buffer.
const fromBase64Url = (text: string) => atob(text.replaceAll('-', '+').replaceAll('_', '/'));
