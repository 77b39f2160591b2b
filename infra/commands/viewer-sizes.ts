import { type DialectName, dialectNames } from '../../edge/query/dialects/registry.ts';
import { viewerLimit, viewerText } from '../build/viewer-function.ts';
import type { Config } from '../config/schema.ts';
import { resolveConfig } from '../config/validate.ts';
import { command } from './command.ts';

/** What a viewer function of these parts would weigh, in bytes, and what it may. */
export type Size = { parts: string; bytes: number; limit: number };

/** One dialect alone leaves room for all features, which take 1.8 KB. */
const dialectLimit = 8400;

const everywhere = (dialect: DialectName) => ({ dialects: [{ path: '*', dialect }] });
const features: Partial<Config> = { snap: 'default', presets: {}, signing: { paths: ['/private/*'] } };

const plain = resolveConfig({ stackName: 'sizes', originals: { access: 'public' } });

/** What five sites may well configure; the last dialect of those without our own parameters reads every other path. */
const sites: { [site: string]: { dialects: DialectName[]; own: boolean } } = {
  'a Next.js site': { dialects: ['next', 'aws'], own: true },
  'a site that leaves Cloudflare': { dialects: ['cloudflare'], own: true },
  'a site that leaves imgix, with Next.js': { dialects: ['next', 'imgix'], own: false },
  'a site that leaves Fastly, with weserv': { dialects: ['weserv', 'fastly'], own: false },
  'a Netlify site, with Sanity': { dialects: ['netlify', 'sanity'], own: true },
};

const rowsOf = ({ dialects, own }: { dialects: DialectName[]; own: boolean }) =>
  dialects.map((dialect, at) => ({ path: own || at < dialects.length - 1 ? `/${dialect}/*` : '*', dialect }));

/** Every dialect alone and with all features, five sites, and each feature. */
export const viewerSizes = async (): Promise<Size[]> => {
  const rows: [parts: string, changes: Partial<Config>, limit: number][] = [
    ['our own parameters', {}, dialectLimit],
    ...Object.entries(features).map(([name, value]): [string, Partial<Config>, number] => [
      `our own parameters, ${name}`,
      { [name]: value },
      viewerLimit,
    ]),
    ['our own parameters, all features', features, viewerLimit],
    ...dialectNames.flatMap((dialect): [string, Partial<Config>, number][] => [
      [dialect, everywhere(dialect), dialectLimit],
      [`${dialect}, all features`, { ...everywhere(dialect), ...features }, viewerLimit],
    ]),
    ...Object.entries(sites).map(([site, set]): [string, Partial<Config>, number] => [
      `${site}: ${[...set.dialects, ...(set.own ? ['our own parameters'] : [])].join(', ')}`,
      { dialects: rowsOf(set) },
      viewerLimit,
    ]),
  ];
  return Promise.all(
    rows.map(async ([parts, changes, limit]) => {
      const text = await viewerText({ ...plain, ...changes });
      return { parts, bytes: Buffer.byteLength(text), limit };
    }),
  );
};

const main = async () => {
  for (const { parts, bytes, limit } of await viewerSizes())
    console.log(`${parts.padEnd(76)}${bytes.toLocaleString('en').padStart(7)} of ${limit.toLocaleString('en')}`);
};

if (import.meta.main)
  await command(
    'npm run sizes\n\nPrints the size of the viewer function, in bytes, for each dialect and set of features.',
    {},
    main,
  );
