import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Underivable } from '../../edge/errors.ts';
import type { Format } from '../../edge/image/formats/registry.ts';
import { workerPids } from '../support/bounds.ts';
import { config } from '../support/config.ts';

/*
 * node derive-one.ts ORIGINAL FOLDER MILLISECONDS FORMAT…: makes each format of one original in a process of its own, so that its time
 * and memory are its own. Says as JSON, of each format: how long it took, and the file written or the reason why there is
 * none; of them all: the peak of memory.
 */

/** What became of one format. */
export type Outcome = { format: string; milliseconds: number; file?: string; reason?: string; detail?: string };

/** What became of one original; memory is the sum of its living processes' peaks, which they need not have had at once. */
export type Outcomes = { outcomes: Outcome[]; bytes: number };

const [original = '', folder = '', milliseconds = '', ...formats] = process.argv.slice(2);
const limits = { ...config.limits, milliseconds: Number(milliseconds) };
const image = readFileSync(original);
const { derive } = await import('../../edge/image/derive.ts');
const outcomes: Outcome[] = [];
let elsewhere = 0;
const look = setInterval(() => {
  elsewhere = Math.max(
    elsewhere,
    workerPids().reduce((sum, pid) => sum + peakOf(pid), 0),
  );
}, 20);
for (const format of formats as Format[]) {
  const started = performance.now();
  const outcome = await attempt(format);
  outcomes.push({ format, milliseconds: performance.now() - started, ...outcome });
}
clearInterval(look);
const bytes = elsewhere + process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ outcomes, bytes } satisfies Outcomes));

function peakOf(pid: number) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function attempt(format: Format): Promise<{ file: string } | { reason: string; detail: string }> {
  try {
    const end = performance.now() + config.timeout * 1000;
    const budget = { bytes: 780_000, left: () => end - performance.now() };
    const made = await derive(image, { variant: { w: 400, h: 400, format }, limits, budget });
    const file = join(folder, format);
    writeFileSync(file, made.bytes);
    return { file };
  } catch (error) {
    if (error instanceof Underivable) return { reason: error.reason, detail: error.message };
    throw error;
  }
}
