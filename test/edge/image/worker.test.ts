import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { derive } from '../../../edge/image/derive.ts';
import type { Limits } from '../../../edge/image/limits.ts';
import { usageOf } from '../../../edge/image/process-usage.ts';
import { reasonOf, workerPids } from '../../support/bounds.ts';
import { config } from '../../support/config.ts';
import { type Chart, chart, colorAt, near, quadrants } from '../../support/images/chart.ts';

const { limits } = config;
const onLinux = process.platform === 'linux';

type Change = { limits?: Partial<Limits>; variant?: object; left?: number };

// However busy the machine is, these milliseconds are enough.
const plenty = 50_000;

const derived = (bytes: Buffer, { limits: changed, variant, left = plenty }: Change = {}) =>
  derive(bytes, {
    variant: { w: 20, format: 'png', ...variant },
    limits: { ...limits, ...changed },
    budget: { bytes: 700_000, left: () => left },
  });

const drawing = (filter: string, side: number) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <filter id="f">${filter}</filter><rect width="100%" height="100%" filter="url(#f)"/></svg>`);

// Nothing in their structure tells that they go on for minutes, or fill gigabytes.
const slow = drawing('<feTurbulence baseFrequency=".05" numOctaves="50"/>'.repeat(300), 1000);
const floods = Array.from({ length: 40 }, (_, index) => `<feFlood result="r${index}"/>`).join('');
const merged = Array.from({ length: 40 }, (_, index) => `<feMergeNode in="r${index}"/>`).join('');
const fat = drawing(`${floods}<feMerge>${merged}</feMerge>`, 8000);

const small = (format: Chart['format']) => chart({ width: 80, height: 60, format });
const killWorkers = (signal: NodeJS.Signals) => {
  for (const pid of workerPids()) process.kill(pid, signal);
};

let avif: Buffer;
beforeAll(async () => {
  avif = await small('avif');
});

test('a worker makes the requested variant', async () => {
  const { bytes, type, size, original } = await derived(avif);
  expect([type, size]).toEqual(['image/png', { width: 20, height: 15 }]);
  expect(original).toMatchObject({ format: 'avif', width: 80, height: 60, alpha: false });
  expect(near(await colorAt(bytes, 0.25, 0.25), quadrants.topLeft)).toBe(true);
});

test('one worker makes all consecutive images', async () => {
  await derived(avif);
  const before = workerPids();
  expect(before).toHaveLength(onLinux ? 1 : 0);
  for (const format of ['tiff', 'jpeg', 'png', 'webp', 'gif'] as const) await derived(await small(format));
  expect(workerPids()).toEqual(before);
});

test('concurrent jobs share as many workers as there are processors', async () => {
  const widths = [10, 20, 30, 40, 50, 60];
  const all = await Promise.all(widths.map((w) => derived(avif, { variant: { w } })));
  expect(all.map(({ size }) => size.width)).toEqual(widths);
  expect(workerPids().length).toBeLessThanOrEqual(availableParallelism());
});

test('an image of several megabytes travels there and back whole', async () => {
  const width = 2000;
  const noisy = await readFile(new URL('../../../samples/large.jpg', import.meta.url));
  const tiff = await sharp(noisy).resize(width).tiff({ compression: 'none' }).toBuffer();
  const { bytes, size } = await derived(tiff, { variant: { w: width, format: 'jpeg', q: 60 } });
  expect(size.width).toBe(width);
  expect((await sharp(bytes).metadata()).width).toBe(width);
});

test('an error in the worker is the same error here', async () => {
  expect(await reasonOf(() => derived(avif.subarray(0, -200)))).toMatchObject({ reason: 'damaged' });
  expect(await reasonOf(() => derived(avif, { limits: { pixels: 10 } }))).toMatchObject({ reason: 'too-many-pixels' });
});

// `hurried` is about the answer's deadline; the limit of work may well be shorter than what counts as a hurry there.
test.each<[change: Change, note: string | undefined]>([
  [{ limits: { milliseconds: 2900 } }, undefined],
  [{ left: 2900 }, 'hurried'],
])('two clocks: with %j the derivative is %s', async (change, note) => {
  const variant = { format: 'auto', fmts: ['avif', 'webp'] };
  expect((await derived(avif, { ...change, variant })).note).toBe(note);
});

type Row = [what: string, bytes: Buffer, w: number, limits: Partial<Limits>, reason: string];
const tooLong: Row = ['takes too long', slow, 600, { milliseconds: 500 }, 'out-of-time'];
const tooMuch: Row = ['takes too much', fat, 4000, { memory: 2e8, milliseconds: 20_000 }, 'out-of-memory'];

describe('failures', () => {
  test.each(onLinux ? [tooLong, tooMuch] : [tooLong])(
    '%s: it is killed, and the next image is made',
    async (_, bytes, w, limits, reason) => {
      await derived(avif);
      const before = workerPids();
      expect(await reasonOf(() => derived(bytes, { limits, variant: { w } }))).toMatchObject({ reason });
      expect((await derived(avif)).size).toEqual({ width: 20, height: 15 });
      if (onLinux) expect(workerPids()).not.toEqual(before);
    },
  );

  // A worker that has waited may have died of its own, so the image is tried in a fresh one, which dies too. What the system
  // or a person kills says nothing of the image: another try may succeed.
  test.runIf(onLinux).each<[NodeJS.Signals, string]>([
    ['SIGSEGV', 'damaged'],
    ['SIGABRT', 'damaged'],
    ['SIGKILL', 'fault'],
    ['SIGTERM', 'fault'],
  ])('a worker that ends with %s is survived: %s', async (signal, reason) => {
    await derived(avif);
    let isOver = false;
    const broken = reasonOf(() => derived(slow, { limits: { milliseconds: 1e6 }, variant: { w: 1000 } })).finally(
      () => {
        isOver = true;
      },
    );
    // Starting up takes less work than this.
    const isBusy = (pid: number) => (usageOf(pid)?.cpu ?? 0) > 1000;
    while (!isOver) {
      for (const pid of workerPids().filter(isBusy)) process.kill(pid, signal);
      await sleep(50);
    }
    expect(await broken).toMatchObject({ reason });
    expect((await derived(avif)).size).toEqual({ width: 20, height: 15 });
  });

  test.runIf(onLinux)('one that died while it waited is not the fault of the next image', async () => {
    await derived(avif);
    killWorkers('SIGKILL');
    expect((await derived(avif)).size).toEqual({ width: 20, height: 15 });
  });
});

test.runIf(onLinux)('it knows no credentials', async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  const killed = workerPids();
  killWorkers('SIGKILL');
  while (workerPids().some((pid) => killed.includes(pid))) await sleep(20);
  // The end of a killed worker may be heard of only after an image was handed to it.
  await derived(avif).catch(() => derived(avif));
  const [pid] = workerPids();
  expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/AWS_(SECRET|SESSION|ACCESS)/);
  delete process.env.AWS_SECRET_ACCESS_KEY;
});

/** A program of a cold function that has the bytes of a file, and orders of it. */
const coldProgram = (bytes: Buffer, steps: string) => {
  const from = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
  return `
    const { derive, strip } = await import(${from('edge/image/derive.ts')});
    const { config } = await import(${from('test/support/config.ts')});
    const { workerPids } = await import(${from('test/support/bounds.ts')});
    const bytes = Buffer.from('${bytes.toString('base64')}', 'base64');
    const order = { variant: { w: 20 }, limits: config.limits, budget: { bytes: 100_000, left: () => ${plenty} } };
    ${steps}
  `;
};

/** It makes images at the same time, and prints the type of each and whether a worker has made it. */
const programOf = (bytes: Buffer, images = 1) =>
  coldProgram(
    bytes,
    `
    const made = Array.from({ length: ${images} }, () => derive(bytes, order));
    for (const { type, fromWorker } of await Promise.all(made)) console.log(type, fromWorker ?? false);
  `,
  );

const outputOf = (program: string) =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8', timeout: plenty });

test.each([['avif'], ['jpeg']] as const)(
  'nothing keeps running: a program that has made one image after a cold start (%s) ends',
  async (format) => {
    expect(outputOf(programOf(await small(format)))).toMatch(/^image[/]/);
  },
);

test.each([
  ['jpeg', [false, true, true]],
  ['avif', [true, true, true]],
] as const)(
  'of three images after a cold start, asked for at once, the function makes the first if it is a %s',
  async (format, workers) => {
    const lines = outputOf(programOf(await small(format), 3))
      .trim()
      .split('\n');
    expect(lines.map((line) => line.endsWith(' true'))).toEqual(workers);
  },
);

test('once a worker has rewritten an original, it also makes the first image', async () => {
  const steps = 'await strip(bytes, order); console.log((await derive(bytes, order)).fromWorker ?? false);';
  expect(outputOf(coldProgram(await small('jpeg'), steps))).toBe('true\n');
});

test.runIf(onLinux)(
  'a first image that is damaged is followed by a worker too, before the next is asked for',
  async () => {
    const jpeg = await small('jpeg');
    const steps = `
    await derive(bytes, order).catch(({ reason }) => console.log(reason, workerPids().length));
    while (workerPids().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  `;
    expect(outputOf(coldProgram(jpeg.subarray(0, jpeg.length / 2), steps))).toBe('damaged 0\n');
  },
);

test.runIf(onLinux)('frozen and thawed, as Lambda does between two events, it goes on', async () => {
  await derived(avif);
  killWorkers('SIGSTOP');
  const image = derived(avif);
  await sleep(300);
  killWorkers('SIGCONT');
  expect((await image).size).toEqual({ width: 20, height: 15 });
});
