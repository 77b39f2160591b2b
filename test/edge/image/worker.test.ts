import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { derive } from '../../../edge/image/derive.ts';
import type { Limits } from '../../../edge/image/limits.ts';
import { reasonOf, workerPids } from '../../support/bounds.ts';
import { chart, colorAt, near, quadrants } from '../../support/chart.ts';
import { config } from '../../support/config.ts';

const { limits } = config;
const onLinux = process.platform === 'linux';

const made = (bytes: Buffer, change: Partial<Limits> = {}, variant = {}) =>
  derive(bytes, { w: 20, format: 'png', ...variant }, { ...limits, ...change }, { bytes: 700_000, left: () => 20_000 });

const drawing = (filter: string, side: number) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <filter id="f">${filter}</filter><rect width="100%" height="100%" filter="url(#f)"/></svg>`);

// Nothing in their structure tells that they go on for minutes, or fill gigabytes.
const slow = drawing('<feTurbulence baseFrequency=".05" numOctaves="50"/>'.repeat(300), 1000);
const floods = Array.from({ length: 40 }, (_, index) => `<feFlood result="r${index}"/>`).join('');
const merged = Array.from({ length: 40 }, (_, index) => `<feMergeNode in="r${index}"/>`).join('');
const fat = drawing(`${floods}<feMerge>${merged}</feMerge>`, 8000);

let avif: Buffer;
beforeAll(async () => {
  avif = await chart({ width: 80, height: 60, format: 'avif' });
});

test('what is made elsewhere is what is asked for', async () => {
  const { bytes, type, size, original } = await made(avif);
  expect([type, size]).toEqual(['image/png', { width: 20, height: 15 }]);
  expect(original).toMatchObject({ format: 'avif', width: 80, height: 60, alpha: false });
  expect(near(await colorAt(bytes, 0.25, 0.25), quadrants.topLeft)).toBe(true);
});

test('a process is begun once, and only for work that may have to be killed', async () => {
  await made(avif);
  const before = workerPids();
  expect(before).toHaveLength(onLinux ? 1 : 0);
  await made(await chart({ width: 80, height: 60, format: 'tiff' }));
  await made(await chart({ width: 80, height: 60, format: 'jpeg' }));
  expect(workerPids()).toEqual(before);
});

test('jobs that come together are done one after the other', async () => {
  const widths = [10, 20, 30, 40];
  const all = await Promise.all(widths.map((w) => made(avif, {}, { w })));
  expect(all.map(({ size }) => size.width)).toEqual(widths);
  expect(workerPids().length).toBeLessThanOrEqual(1);
});

test('an image of several megabytes travels there and back whole', async () => {
  const width = 2000;
  const noisy = await readFile(new URL('../../../samples/large.jpg', import.meta.url));
  const tiff = await sharp(noisy).resize(width).tiff({ compression: 'none' }).toBuffer();
  const { bytes, size } = await made(tiff, {}, { w: width, format: 'jpeg', q: 60 });
  expect(size.width).toBe(width);
  expect((await sharp(bytes).metadata()).width).toBe(width);
});

test('an error elsewhere is the same error here', async () => {
  expect(await reasonOf(() => made(avif.subarray(0, -200)))).toMatchObject({ reason: 'damaged' });
  expect(await reasonOf(() => made(avif, { pixels: 10 }))).toMatchObject({ reason: 'too-many-pixels' });
});

type Row = [what: string, bytes: Buffer, w: number, change: Partial<Limits>, reason: string];
const tooLong: Row = ['takes too long', slow, 600, { milliseconds: 500 }, 'out-of-time'];
const tooMuch: Row = ['takes too much', fat, 4000, { memory: 2e8, milliseconds: 20_000 }, 'out-of-memory'];

describe('work that goes wrong', () => {
  test.each(onLinux ? [tooLong, tooMuch] : [tooLong])(
    '%s: it is killed, and the next image is made',
    async (_, bytes, w, change, reason) => {
      await made(avif);
      const [before] = workerPids();
      expect(await reasonOf(() => made(bytes, change, { w }))).toMatchObject({ reason });
      expect((await made(avif)).size).toEqual({ width: 20, height: 15 });
      const after = workerPids();
      if (onLinux) expect(after).toHaveLength(1);
      if (onLinux) expect(after).not.toContain(before);
    },
  );

  test.runIf(onLinux).each(['SIGSEGV', 'SIGABRT', 'SIGKILL'])(
    'a decoder that ends with %s is survived',
    async (signal) => {
      await made(avif);
      let over = false;
      const broken = reasonOf(() => made(slow, { milliseconds: 19_000 }, { w: 1000 })).finally(() => {
        over = true;
      });
      // A process that had waited may have died of its own, so the image is tried in a fresh one, which breaks down too.
      while (!over) {
        for (const pid of workerPids()) process.kill(pid, signal);
        await sleep(100);
      }
      expect(await broken).toEqual({ reason: 'damaged', detail: 'the decoder broke down' });
      expect((await made(avif)).size).toEqual({ width: 20, height: 15 });
    },
  );

  test.runIf(onLinux)('one that died while it waited is not the fault of the next image', async () => {
    await made(avif);
    for (const pid of workerPids()) process.kill(pid, 'SIGKILL');
    expect((await made(avif)).size).toEqual({ width: 20, height: 15 });
  });
});

test.runIf(onLinux)('it knows no credentials', async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  for (const pid of workerPids()) process.kill(pid, 'SIGKILL');
  await sleep(50);
  await made(avif);
  const [pid] = workerPids();
  expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/AWS_(SECRET|SESSION|ACCESS)/);
  delete process.env.AWS_SECRET_ACCESS_KEY;
});

test.runIf(onLinux)('a derivative that is large itself is made there, whatever the original', async () => {
  for (const pid of workerPids()) process.kill(pid, 'SIGKILL');
  await sleep(50);
  const jpeg = await chart({ width: 80, height: 60, format: 'jpeg' });
  await made(jpeg, {}, { w: 800, enlarge: true, format: 'jpeg' });
  expect(workerPids()).toHaveLength(0);
  const { size } = await made(jpeg, { milliseconds: 19_000 }, { w: 5200, enlarge: true, format: 'jpeg' });
  expect(size).toEqual({ width: 5200, height: 3900 });
  expect(workerPids()).toHaveLength(1);
  const tooLarge = made(jpeg, {}, { w: 8000, enlarge: true, format: 'jpeg', blur: 100, sharp: 50 });
  expect(await reasonOf(() => tooLarge)).toMatchObject({ reason: 'too-costly' });
});

test('nothing is left running: a program that has made an image there ends by itself', () => {
  const from = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
  const program = `
    const { derive } = await import(${from('edge/image/derive.ts')});
    const { config } = await import(${from('test/support/config.ts')});
    const avif = Buffer.from('${avif.toString('base64')}', 'base64');
    const { type } = await derive(avif, { w: 20 }, config.limits, { bytes: 100_000, left: () => 10_000 });
    console.log(type);
  `;
  const options = { encoding: 'utf8', timeout: 15_000 } as const;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], options);
  expect(output.trim()).toMatch(/^image[/]/);
});

test.runIf(onLinux)('frozen and thawed, as Lambda does between two events, it goes on', async () => {
  await made(avif);
  for (const pid of workerPids()) process.kill(pid, 'SIGSTOP');
  const image = made(avif);
  await sleep(300);
  for (const pid of workerPids()) process.kill(pid, 'SIGCONT');
  expect((await image).size).toEqual({ width: 20, height: 15 });
});
