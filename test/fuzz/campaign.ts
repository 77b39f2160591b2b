import { mkdirSync, writeFileSync } from 'node:fs';
import { mutate } from './mutate.ts';
import type { Target } from './targets.ts';

/** The state of one target's fuzzing. */
export type Campaign = {
  target: Target;
  kept: Buffer[];
  keptBytes: number;
  /** For each branch, in which ranges of counts it has run. */
  seen: Uint8Array;
  executions: number;
  slowest: { milliseconds: number; bytes: Buffer };
  failures: string[];
};

const mostKept = 100 * 1024 * 1024;
const mostFailures = 10;

// A branch that runs 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127 or more times is news each time.
const bucketOf = Uint8Array.from({ length: 256 }, (_, count) => {
  const bounds = [1, 2, 3, 4, 8, 16, 32, 128];
  const index = bounds.findLastIndex((bound) => count >= bound);
  return index < 0 ? 0 : 1 << index;
});

/** Begins with a target's seeds. */
export const startCampaign = async (target: Target, branches: Uint8Array, seed: number): Promise<Campaign> => {
  const slowest = { milliseconds: 0, bytes: Buffer.alloc(0) };
  const seen = new Uint8Array(branches.length);
  const campaign = { target, kept: [], keptBytes: 0, seen, executions: 0, slowest, failures: [] };
  for (const bytes of await target.seeds()) execute(campaign, bytes, { branches, seed, isSeed: true });
  return campaign;
};

type Context = { branches: Uint8Array; seed: number; isSeed?: boolean };

/** Changes what is kept and runs it, for so many milliseconds. */
export const fuzz = (
  campaign: Campaign,
  {
    random,
    tokens,
    milliseconds,
    ...context
  }: Context & { random: () => number; tokens: readonly Buffer[]; milliseconds: number },
): void => {
  const { kept, target } = campaign;
  const end = performance.now() + milliseconds;
  const pick = () => {
    // Half of the time one of the last: that is where new branches are.
    const from = random() < 0.5 ? Math.max(0, kept.length - 100) : 0;
    return kept[from + Math.floor(random() * (kept.length - from))] ?? Buffer.alloc(1);
  };
  while (performance.now() < end && campaign.failures.length < mostFailures) {
    const bytes = mutate({ original: pick(), other: pick(), tokens, longest: target.longest }, random);
    execute(campaign, bytes, context);
  }
};

const execute = (campaign: Campaign, bytes: Buffer, { branches, seed, isSeed = false }: Context) => {
  const { target, slowest, failures } = campaign;
  branches.fill(0);
  const before = process.cpuUsage();
  try {
    target.run(bytes);
  } catch (error) {
    keep(bytes, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const isNew = addCoverage(campaign.seen, branches);
  // What takes long once may have met the garbage collector.
  let milliseconds = millisecondsSince(before);
  for (let again = 0; again < 2 && milliseconds > slowest.milliseconds; again++)
    milliseconds = Math.min(milliseconds, timeOf(target, bytes));
  if (milliseconds > slowest.milliseconds) campaign.slowest = { milliseconds, bytes };
  if (milliseconds > target.milliseconds) keep(bytes, `${milliseconds} ms of CPU`);
  campaign.executions++;
  if ((isNew || isSeed) && campaign.keptBytes < mostKept) {
    campaign.kept.push(bytes);
    campaign.keptBytes += bytes.length;
  }

  function keep(failing: Buffer, reason: string) {
    const folder = new URL('./failures/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL(`${target.name}-${seed}-${failures.length}.bin`, folder), failing);
    failures.push(`${target.name}: ${reason}`);
  }
};

const addCoverage = (seen: Uint8Array, branches: Uint8Array) => {
  let isNew = false;
  for (let at = 0; at < branches.length; at++) {
    const bucket = bucketOf[branches[at] ?? 0] ?? 0;
    if ((bucket & ~(seen[at] ?? 0)) === 0) continue;
    seen[at] = (seen[at] ?? 0) | bucket;
    isNew = true;
  }
  return isNew;
};

const timeOf = (target: Target, bytes: Buffer) => {
  const before = process.cpuUsage();
  try {
    target.run(bytes);
  } catch {
    // It was kept for that already.
  }
  return millisecondsSince(before);
};

const millisecondsSince = (before: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
