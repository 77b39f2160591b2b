import type { Derivative } from '../../edge/image/derivative.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import { prepare } from '../../edge/image/make.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { config } from '../support/config.ts';
import { type JobName, jobOf } from './jobs.ts';
import { median } from './measure.ts';
import { originals } from './originals.ts';

/** CPU milliseconds of `format=auto` and of one encode in what it chose, and the middle of their ratios, taken in turns. */
export type AutoCost = { chosen: string; bytes: number; auto: number; single: number; ratio: number };

/** What the choice costs of a job's original at its size, for a viewer of AVIF and WebP. */
export const autoCost = async (job: JobName, rounds: number): Promise<AutoCost> => {
  const { original, variant } = jobOf(job);
  const bytes = (await originals()).get(original);
  if (!bytes) throw new Error(`no original ${original}`);
  const { format: _, fmts: __, ...size } = variant;
  const auto: Variant = { ...size, format: 'auto', fmts: ['avif', 'webp'] };
  const made = await make(bytes, auto);
  const encoding = made.candidates?.find(({ chosen }) => chosen)?.encoding;
  const isLossless = encoding === 'webp-lossless';
  const single: Variant = { ...size, format: formatOf(made.type), ...(isLossless && { lossless: true }) };
  await make(bytes, single);
  const found: { auto: number; single: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // What comes first finds other caches than what follows it.
    const before = round % 2 === 0 ? undefined : await cpuOf(bytes, single);
    const cpu = await cpuOf(bytes, auto);
    found.push({ auto: cpu, single: before ?? (await cpuOf(bytes, single)) });
  }
  return {
    chosen: encoding ?? made.type,
    bytes: made.bytes.length,
    auto: median(found.map((each) => each.auto)),
    single: median(found.map((each) => each.single)),
    ratio: median(found.map((each) => each.auto / each.single)),
  };
};

const formatOf = (type: string): NonNullable<Variant['format']> => {
  const format = (['avif', 'webp', 'jpeg', 'png', 'gif'] as const).find((each) => type === `image/${each}`);
  if (!format) throw new Error(`auto made ${type}`);
  return format;
};

// Images of a turn last longer than the clock's steps and a collection of garbage.
const perTurn = 3;

const cpuOf = async (bytes: Buffer, variant: Variant): Promise<number> => {
  const before = process.cpuUsage();
  for (let image = 0; image < perTurn; image++) await make(bytes, variant);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / perTurn;
};

const make = async (bytes: Buffer, variant: Variant): Promise<Derivative> => {
  const limits = { ...config.limits, milliseconds: 60_000 };
  const budget = { bytes: Number.POSITIVE_INFINITY, left: () => 60_000 };
  return (await prepare(probe(bytes, limits), { variant, limits, budget })).carryOut();
};
