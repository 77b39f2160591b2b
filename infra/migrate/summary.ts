import { conformanceOf } from '../../edge/query/dialects/conformance/conformance.ts';
import { type DialectName, dialectEntry } from '../../edge/query/dialects/registry.ts';
import { bestDialectOf, dialectOf, type ReadUrl, readAs } from './read-url.ts';
import type { ImageUrl } from './requests.ts';

/** A URL as it is read here. */
export type Read = ImageUrl & { read: ReadUrl };

/** The URLs of one host in one dialect, and what becomes of each parameter that they use. */
export type Service = { host: string; dialect: DialectName | 'native'; urls: Read[]; parameters: ParameterUse[] };

/** A parameter, in how many requests it stands, and what it does here. */
export type ParameterUse = {
  name: string;
  count: number;
  status: 'supported' | 'approximated' | 'lost';
  note?: string;
  example: string;
};

/** Who serves the images of a site today, the most requests first; `dialect` where the service is known. */
export const summarize = (urls: ImageUrl[], dialect?: DialectName | 'native'): Service[] => {
  const byService = new Map<string, Read[]>();
  const ofHost = dialectsByHost(urls);
  for (const each of urls) {
    const name = dialect ?? dialectOf(each.url) ?? ofHost.get(each.url.host) ?? 'native';
    const read = readAs(each.url, name);
    const key = `${each.url.host} ${name}`;
    byService.set(key, [...(byService.get(key) ?? []), { ...each, read }]);
  }
  return [...byService.values()]
    .map((reads) => serviceOf(reads))
    .sort((one, other) => requestsOf(other.urls) - requestsOf(one.urls));
};

/** Where no URL tells its service, the dialect in which the URLs of a host lose least, all together. */
const dialectsByHost = (urls: ImageUrl[]) => {
  const votes = new Map<string, Map<DialectName | 'native', number>>();
  for (const { url, count } of urls.filter(({ url }) => url.search !== '' && !dialectOf(url))) {
    const ofHost = votes.get(url.host) ?? new Map();
    const best = bestDialectOf(url);
    votes.set(url.host, ofHost.set(best, (ofHost.get(best) ?? 0) + count));
  }
  return new Map(
    [...votes].map(([host, ofHost]) => [host, [...ofHost].sort((one, other) => other[1] - one[1])[0]?.[0]]),
  );
};

/** Requests for these URLs, all together. */
export const requestsOf = (urls: ImageUrl[]): number => urls.reduce((sum, { count }) => sum + count, 0);

const serviceOf = (urls: Read[]): Service => {
  const [{ url, read } = { url: new URL('http://host.invalid'), read: undefined }] = urls;
  const dialect = read?.dialect ?? 'native';
  return { host: url.host, dialect, urls, parameters: usesOf(urls, dialect) };
};

const usesOf = (urls: Read[], dialect: DialectName | 'native'): ParameterUse[] => {
  const uses = new Map<string, ParameterUse>();
  for (const { url, read, count } of urls)
    for (const { name, text } of read.given) {
      const use = useOf(name, text, { read, dialect });
      const key = `${name} ${use.status} ${use.note ?? ''}`;
      uses.set(key, { ...use, example: url.href, ...uses.get(key), count: (uses.get(key)?.count ?? 0) + count });
    }
  return [...uses.values()].sort((one, other) => other.count - one.count);
};

const useOf = (
  name: string,
  text: string,
  { read, dialect }: { read: ReadUrl; dialect: DialectName | 'native' },
): Pick<ParameterUse, 'name' | 'status' | 'note'> => {
  const lost = read.lost.find((each) => each.name === name);
  if (lost) return { name, status: 'lost', note: lost.because ?? lossOf(lost) };
  const row = dialect === 'native' ? undefined : conformanceOf(dialectEntry(dialect).conformance, name, text);
  if (row?.status !== 'approximated') return { name, status: 'supported' };
  return { name, status: 'approximated', ...(row.note && { note: row.note }) };
};

const lossOf = ({ why, expected, meant }: ReadUrl['lost'][number]) => {
  if (why === 'unknown') return meant ? `unknown; ${meant} was meant?` : 'no parameter that is documented';
  if (why === 'unreadable') return `can't be read${expected ? `: expected ${expected}` : ''}`;
  return why;
};

/** The rows of `dialects` in infra/config.ts that these services need. */
export const configOf = (services: Service[]): string => {
  const rows = [...new Set(services.map(({ dialect }) => dialect))].filter((name) => name !== 'native');
  const pathOf = (name: DialectName) => dialectEntry(name).rewrites?.path ?? '*';
  // The first row that matches counts: those of all paths come last.
  const sorted = rows
    .map((name) => ({ path: pathOf(name), dialect: name }))
    .sort((one, other) => Number(one.path.length < 3) - Number(other.path.length < 3));
  if (sorted.length === 0) return '// Nothing: the URLs are in our own parameters.';
  const isShared = new Set(sorted.map(({ path }) => path)).size < sorted.length;
  const warning = '// The first row that matches a path counts: services that share a path need a distribution each.\n';
  return `${isShared ? warning : ''}dialects: [\n${sorted.map(({ path, dialect }) => `  { path: '${path}', dialect: '${dialect}' },\n`).join('')}],`;
};
