import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { dialectNames } from '../../edge/query/dialects/registry.ts';
import { viewerText } from '../../infra/build/viewer-function.ts';
import { command } from '../../infra/commands/command.ts';
import type { Config } from '../../infra/config/schema.ts';
import { requestOf } from '../fuzz/urls.ts';
import { config } from '../support/config.ts';
import { type Hostile, hostileConfig, hostileDialectRequests, hostileRequests } from '../support/images/hostile.ts';
import { hasNjs } from '../support/njs.ts';
import { eventOf } from '../support/viewer.ts';

// CloudFront refuses URLs of more.
const length = 8000;
const runs = 3;

/** Milliseconds of each event, the fastest of some runs. */
const measure = `(handler, events, now) => events.map((text) => {
  let least = 1e9;
  for (let run = 0; run < ${runs}; run++) {
    const event = JSON.parse(text);
    const started = now();
    handler(event);
    least = Math.min(least, now() - started);
  }
  return least;
})`;

const inV8 = (text: string, events: string[]): number[] => {
  const context = createContext({ events, now: () => performance.now() });
  new Script(text).runInContext(context);
  return new Script(`(${measure})(handler, events, now)`).runInContext(context);
};

// More in one script are more than njs reads.
const eventsInNjs = 100;

const inNjs = (text: string, events: string[]): number[] => {
  if (events.length > eventsInNjs)
    return [...inNjs(text, events.slice(0, eventsInNjs)), ...inNjs(text, events.slice(eventsInNjs))];
  const folder = mkdtempSync(join(tmpdir(), 'njs-'));
  const file = join(folder, 'measure.js');

  writeFileSync(
    file,
    `${text}\nconst times = (${measure})(handler, ${JSON.stringify(events)}, Date.now);\nconsole.log(JSON.stringify(times));`,
  );
  try {
    // njs breaks lines of 2,048 characters.
    return JSON.parse(execFileSync('njs', [file], { encoding: 'utf8', maxBuffer: 1 << 26 }).replaceAll('\n', ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

type Measured = { engine: string; name: string; milliseconds: number };

/** Measures requests in a function with these dialects. */
const measureAll = async (dialects: Config['dialects'] & {}, requests: Hostile[]): Promise<Measured[]> => {
  const text = await viewerText({ ...config, dialects });
  const events = requests.map(({ path, headers = {} }) => JSON.stringify(eventOf(path, headers)));
  const [first] = dialects;
  const where = dialects.length === 1 && first ? `${first.dialect}: ` : '';
  const measured = (engine: string, times: number[]) =>
    times.map((milliseconds, at) => ({ engine, milliseconds, name: `${where}${requests[at]?.name}` }));
  return [...measured('V8', inV8(text, events)), ...(hasNjs ? measured('njs', inNjs(text, events)) : [])];
};

/** The requests that npm run fuzz has kept, if it has run. */
const fuzzed = (): Hostile[] => {
  const file = join(import.meta.dirname, '../../dist/fuzz/urls.json');
  const kept: string[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return kept.map((text, at) => {
    const { uri, query, headers } = requestOf(text);
    return { name: `fuzz ${at}`, path: `${uri}?${query}`, headers };
  });
};

const main = async () => {
  const kept = fuzzed();
  const all = await measureAll([...hostileConfig.dialects], [...hostileRequests(length), ...kept]);
  for (const dialect of dialectNames) {
    const requests = [...hostileDialectRequests(length), ...kept];
    all.push(...(await measureAll([{ path: '*', dialect }], requests)));
  }
  for (const [engine, times] of Object.entries(Object.groupBy(all, ({ engine }) => engine))) {
    const worst = (times ?? []).sort((one, other) => other.milliseconds - one.milliseconds);
    console.log(`${engine}: ${worst.length} requests, ${kept.length} of the fuzzer in each dialect, the slowest`);
    for (const { milliseconds, name } of worst.slice(0, 5))
      console.log(`  ${milliseconds.toFixed(2).padStart(7)} ms  ${name}`);
  }
};

if (import.meta.main)
  await command(
    'npm run bench:viewer\n\nSays how long the viewer function takes for the most hostile requests of 8 KB, in each dialect.',
    {},
    main,
  );
