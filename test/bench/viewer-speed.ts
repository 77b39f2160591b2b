import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DialectName, dialectNames } from '../../edge/query/dialects/registry.ts';
import { viewerText } from '../../infra/build/viewer-function.ts';
import { command } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { dialectOfRequest, requestOf } from '../fuzz/urls.ts';
import { config } from '../support/config.ts';
import { type Hostile, hostileConfig, hostileDialectRequests, hostileRequests } from '../support/hostile-requests.ts';
import { hasNjs } from '../support/njs.ts';
import { eventOf } from '../support/viewer.ts';
import { timesInNjs, timesInV8 } from './viewer-engines.ts';

const usage = `npm run bench:viewer

Measures how long the viewer function takes for the most hostile requests of 8 KB and for those that npm run fuzz has kept, in
each dialect: milliseconds of CPU in V8, and in njs where that is installed. Prints the slowest of each set of dialects. Exits 1
where one takes more than 2 ms in V8.`;

// CloudFront refuses URLs of more.
const length = 8000;
const mostMilliseconds = 2;
const shown = 5;

type Measured = { set: string; name: string; milliseconds: number };

type Set = { name: string; text: string; requests: Hostile[] };

/** The requests that npm run fuzz has kept, if it has run, by the dialect that it sent them to; undefined is our own parameters. */
const fuzzed = (): { [dialect: string]: Hostile[] } => {
  const file = join(import.meta.dirname, '../../dist/fuzz/urls.json');
  const kept: string[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const sets: { [dialect: string]: Hostile[] } = {};
  for (const [at, text] of kept.entries()) {
    const { uri, query, headers } = requestOf(text);
    const dialect = dialectOfRequest(text) ?? 'own';
    sets[dialect] = [...(sets[dialect] ?? []), { name: `fuzz ${at}`, path: `${uri}?${query}`, headers }];
  }
  return sets;
};

/** Our own parameters with two dialects, and each dialect alone, with what is hostile to it. */
const sets = async (kept: { [dialect: string]: Hostile[] }): Promise<Set[]> => {
  const own = { ...config, dialects: [...hostileConfig.dialects] };
  const alone = async (dialect: DialectName): Promise<Set> => ({
    name: dialect,
    text: await viewerText({ ...config, dialects: [{ path: '*', dialect }] }),
    requests: [...hostileDialectRequests(length), ...(kept[dialect] ?? [])],
  });
  return [
    { name: 'own', text: await viewerText(own), requests: [...hostileRequests(length), ...(kept.own ?? [])] },
    ...(await Promise.all(dialectNames.map(alone))),
  ];
};

const print = (engine: string, measured: Measured[]) => {
  const worst = measured.sort((one, other) => other.milliseconds - one.milliseconds);
  console.log(`${engine}: ${worst.length} requests, the slowest, in milliseconds`);
  for (const { set, name, milliseconds } of worst.slice(0, shown))
    console.log(`  ${milliseconds.toFixed(2).padStart(8)}  ${set}: ${name}`);
  const bySet = Object.entries(Object.groupBy(worst, ({ set }) => set));
  console.log(`  of each: ${bySet.map(([set, all]) => `${set} ${all?.[0]?.milliseconds.toFixed(2)}`).join(', ')}`);
};

const main = async () => {
  const kept = fuzzed();
  const all = await sets(kept);
  const progress = startProgress(all.length);
  const results: { V8: Measured[]; njs: Measured[] } = { V8: [], njs: [] };
  for (const { name: set, text, requests } of all) {
    const events = requests.map(({ path, headers = {} }) => JSON.stringify(eventOf(path, headers)));
    const named = (times: number[]) =>
      times.map((milliseconds, at) => ({ set, name: requests[at]?.name ?? '', milliseconds }));
    results.V8.push(...named(timesInV8(text, events)));
    if (hasNjs) results.njs.push(...named(timesInNjs(text, events)));
    progress.step(set);
  }
  progress.end();
  console.log(`${Object.values(kept).flat().length} requests of the fuzzer`);
  for (const [engine, measured] of Object.entries(results)) if (measured.length > 0) print(engine, measured);
  if (!hasNjs) console.log('njs is not installed: apt-get install njs');
  process.exitCode = results.V8.some(({ milliseconds }) => milliseconds > mostMilliseconds) ? 1 : 0;
};

await command(usage, {}, main);
