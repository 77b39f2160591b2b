import { expect, test } from 'vitest';
import { describe } from '../../../../edge/image/describe.ts';
import { probe } from '../../../../edge/image/formats/probe.ts';
import { pixelate } from '../../../../edge/image/pixels/pixelate.ts';
import type { Pixels } from '../../../../edge/image/pixels/pixels.ts';
import { asDrawing } from '../../../../edge/image/svg/drawing.ts';
import { config } from '../../../support/config.ts';
import { drawn, pointOf, variantOf } from '../../../support/derivative.ts';
import { chart } from '../../../support/images/chart.ts';
import { photograph } from '../../../support/images/photograph.ts';

const still = { frames: 1, delays: [], loop: 0 };
const grey = (rows: number[][]): Pixels => ({
  ...still,
  bytes: Buffer.from(rows.flat().flatMap((value) => [value, value, value])),
  width: rows[0]?.length ?? 0,
  height: rows.length,
  channels: 3,
});

test('blocks have the mean of their pixels, also those that are cut off', () => {
  const image = grey([
    [10, 20, 100],
    [30, 40, 200],
    [50, 70, 8],
  ]);
  expect(pixelate(image, 2)).toEqual(
    grey([
      [25, 25, 150],
      [25, 25, 150],
      [60, 60, 8],
    ]),
  );
});

test.each([0, 0.4, 1, 1.4])('blocks of %d pixels change nothing', (side) => {
  const image = grey([[10, 20]]);
  expect(pixelate(image, side)).toBe(image);
});

test('what is transparent gives its block no tinge', () => {
  const bytes = Buffer.from([200, 100, 0, 255, 0, 0, 255, 0]);
  expect([...pixelate({ ...still, bytes, width: 2, height: 1, channels: 4 }, 2).bytes]).toEqual([
    200, 100, 0, 128, 200, 100, 0, 128,
  ]);
  const none = Buffer.alloc(8, 0);
  expect(pixelate({ ...still, bytes: none, width: 2, height: 1, channels: 4 }, 2).bytes).toEqual(none);
});

test('each frame separately', async () => {
  const moving = await chart({ width: 60, height: 40, format: 'gif', frames: 3 });
  const [plain, image] = [await drawn(moving, 'format=webp'), await drawn(moving, 'format=webp&pixelate=10')];
  for (const frame of [0, 1, 2]) expect(pointOf(image, 0.25, 0.25, frame)).toEqual(pointOf(plain, 0.25, 0.25, frame));
});

test('blocks are of the derivative, and grow with dpr', async () => {
  const bytes = await photograph(400, 300);
  const colorsIn = ({ bytes, channels }: Pixels, count: number) =>
    new Set(Array.from({ length: count }, (_, x) => bytes.subarray(x * channels, x * channels + channels).join())).size;
  expect(colorsIn(await drawn(bytes, 'w=100&pixelate=20'), 20)).toBe(1);
  expect(colorsIn(await drawn(bytes, 'w=100&dpr=2&pixelate=20'), 40)).toBe(1);
  expect(colorsIn(await drawn(bytes, 'w=100&pixelate=20'), 100)).toBe(5);
});

test('a drawing becomes pixels', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>');
  const original = await describe(probe(svg, config.limits), config.limits);
  expect(asDrawing(variantOf('w=20'), original)).toBeDefined();
  expect(asDrawing(variantOf('w=20&pixelate=4'), original)).toBeUndefined();
  expect(asDrawing(variantOf('w=20&pixelate=0'), original)).toBeDefined();
});
