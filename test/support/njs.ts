import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether Debian's njs is here, nginx's own JavaScript, which CloudFront's resembles: `apt-get install njs`. */
export const hasNjs = (() => {
  try {
    execFileSync('njs', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs a built viewer function under njs on all of these events, in one process; the keys stand in for the store. */
export const runInNjs = (text: string, events: object[], keys: { [id: string]: string } = {}): unknown[] => {
  const folder = mkdtempSync(join(tmpdir(), 'njs-'));
  const file = join(folder, 'viewer-request.js');
  const script = text.replace(/^import (\w+) from\s*"cloudfront";/m, 'const $1 = { kvs: () => ({ get: find }) };');
  writeFileSync(
    file,
    `const keys = ${JSON.stringify(keys)};
    async function find(key) { if (keys[key] === undefined) throw new Error('KeyNotFound'); return keys[key]; }
    ${script}
    const events = ${JSON.stringify(events)};
    async function all() {
      for (let at = 0; at < events.length; at++) {
        // In one expression njs 0.7.9 crashes; and it breaks lines of 2,048 characters.
        const answer = await handler(events[at]);
        console.log(JSON.stringify(answer));
      }
    }
    all();`,
  );
  try {
    const lines = execFileSync('njs', [file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
