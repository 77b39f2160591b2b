import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { viewerFunction } from '../../infra/build/viewer-function.ts';
import { command } from '../../infra/commands/command.ts';
import { config } from '../support/config.ts';
import { hostileConfig, hostileRequests } from '../support/images/hostile.ts';
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

const inNjs = (text: string, events: string[]): number[] => {
  const folder = mkdtempSync(join(tmpdir(), 'njs-'));
  const file = join(folder, 'measure.js');

  writeFileSync(
    file,
    `${text}\nconst times = (${measure})(handler, ${JSON.stringify(events)}, Date.now);\nconsole.log(JSON.stringify(times));`,
  );
  try {
    return JSON.parse(execFileSync('njs', [file], { encoding: 'utf8', maxBuffer: 1 << 26 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const print = (engine: string, times: number[]) => {
  const requests = hostileRequests(length);
  const worst = times
    .map((time, at) => ({ time, name: requests[at]?.name }))
    .sort((one, other) => other.time - one.time);
  console.log(`${engine}: ${times.length} requests of ${length} characters, the slowest`);
  for (const { time, name } of worst.slice(0, 5)) console.log(`  ${time.toFixed(2).padStart(7)} ms  ${name}`);
};

const main = async () => {
  const text = await viewerFunction({ ...config, ...hostileConfig });
  const events = hostileRequests(length).map(({ path, headers = {} }) => JSON.stringify(eventOf(path, headers)));
  print('V8', inV8(text, events));
  if (hasNjs) print('njs', inNjs(text, events));
};

if (import.meta.main)
  await command(
    'npm run bench:viewer\n\nSays how long the viewer function takes for the most hostile requests of 8 KB.',
    {},
    main,
  );
