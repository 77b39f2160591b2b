import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';

// The fastest of so many runs: what else the machine does only adds. In njs, whose clock has whole milliseconds, nothing is less
// than none.
const runs = 5;
/** Milliseconds of CPU that the viewer function needs for each event, in V8. */
export const timesInV8 = (text: string, events: readonly string[]): number[] => {
  const context = createContext({});
  new Script(text).runInContext(context);
  const handler: (event: string) => () => unknown = new Script(
    '(text) => { const event = JSON.parse(text); return () => handler(event); }',
  ).runInContext(context);
  return events.map((event) => Math.min(...Array.from({ length: runs }, () => cpuOf(handler(event)))));
};

const cpuOf = (run: () => unknown) => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Milliseconds that the viewer function needs for each event, in njs: whole ones, by the clock. */
export const timesInNjs = (text: string, events: readonly string[]): number[] => {
  const folder = mkdtempSync(join(tmpdir(), 'njs-'));
  const [script, lines] = [join(folder, 'measure.js'), join(folder, 'events')];
  // njs reads a script of megabytes in minutes, a file at once.
  writeFileSync(lines, events.join('\n'));
  writeFileSync(
    script,
    `${text}
    const lines = require('fs').readFileSync(${JSON.stringify(lines)}, 'utf8').split('\\n');
    for (let at = 0; at < lines.length; at++) {
      let least = 1e9;
      for (let run = 0; run < (least > 0 ? ${runs} : 1); run++) {
        const event = JSON.parse(lines[at]);
        const started = Date.now();
        handler(event);
        least = Math.min(least, Date.now() - started);
      }
      console.log(least);
    }`,
  );
  try {
    const printed = execFileSync('njs', [script], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return printed.trim().split('\n').map(Number);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
