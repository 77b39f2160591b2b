import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertSegments, writeSegment } from '../../edge/image/formats/jpeg/markers.ts';
import { violation } from '../../infra/local/cloudfront/origin/origin-response-rules.ts';
import { useStorage } from '../../infra/local/storage/storage.ts';
import { config } from '../support/config.ts';
import { chart } from '../support/images/chart.ts';
import { circularExif, jpegWithExif } from '../support/images/hostile/exif.ts';
import { slowProfile } from '../support/images/hostile/profile.ts';
import { manyCodes, riffChunk, webpAnimation, webpOf } from '../support/images/hostile/webp.ts';
import { withChunk } from '../support/images/png.ts';
import { originResponseEvent } from '../support/origin-response-event.ts';
import { buildFunction } from './function-asset.ts';
import { startLambda } from './lambda-process.ts';
import { type MemoryOrigin, startMemoryOrigin } from './memory-origin.ts';
import { watch } from './watch.ts';

// Promised of every image (SECURITY.md), of all processes together: the limit of work and a second; 1 GB.
const mostCpu = config.limits.milliseconds + 1000;
const mostMemory = 1e9;

let origin: MemoryOrigin;
let asset: string;
beforeAll(async () => {
  origin = await startMemoryOrigin();
  useStorage(origin);
  asset = await buildFunction(config);
  origin.put('ordinary.jpg', await readFile(join(import.meta.dirname, '../../samples/landscape.jpg')));
}, 600_000);
afterAll(() => origin.close());

const still = (format: 'jpeg' | 'png') => chart({ width: 40, height: 30, format });
const jpegWithProfile = async (icc: Buffer) => {
  const count = Math.ceil(icc.length / 60_000);
  const segments = Array.from({ length: count }, (_, index) =>
    writeSegment(
      0xe2,
      'ICC_PROFILE\0',
      Buffer.of(index + 1, count),
      icc.subarray(index * 60_000, (index + 1) * 60_000),
    ),
  );
  return insertSegments(await still('jpeg'), segments);
};
const pngWithProfiles = async (count: number) => {
  const chunk = Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(4_000_000))]);
  const png = await still('png');
  const one = withChunk(png, 'iCCP', chunk).subarray(33, 33 + 12 + chunk.length);
  return Buffer.concat([png.subarray(0, 33), ...Array.from({ length: count }, () => one), png.subarray(33)]);
};
const drawing = (content: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">${content}</svg>`);
const photograph = async () =>
  sharp(
    Uint8Array.from({ length: 3000 * 2000 * 3 }, (_, at) => (at * at * 7919) >> 5),
    {
      raw: { width: 3000, height: 2000, channels: 3 },
    },
  )
    .blur(2)
    .jpeg()
    .toBuffer();

const originals: { [name: string]: () => Buffer | Promise<Buffer> } = {
  'EXIF that leads to itself': async () => jpegWithExif(await still('jpeg'), circularExif(4000)),
  'a profile of 100 steps': () => jpegWithProfile(slowProfile(1000, 100)),
  'profiles without end': () => pngWithProfiles(2000),
  'many codes': () => webpOf(riffChunk('VP8L', manyCodes(1024))),
  'many codes, moving': () => webpAnimation(1024, 9, riffChunk('VP8L', manyCodes(1024))),
  'a slow filter': () =>
    drawing(
      `<filter id="f">${'<feTurbulence baseFrequency=".9" numOctaves="9"/>'.repeat(1000)}</filter><rect width="600" height="400" filter="url(#f)"/>`,
    ),
  'a photograph': photograph,
};

// Where the least that is asked for takes longest.
const rows: [original: string, variant: string][] = [
  ['EXIF that leads to itself', 'w~20'],
  ['EXIF that leads to itself', 'metadata~copyright_w~20'],
  ['a profile of 100 steps', 'format~jpeg_w~20'],
  ['a profile of 100 steps', 'format~json'],
  ['profiles without end', 'w~20'],
  ['many codes', 'format~png_w~64'],
  ['many codes, moving', 'format~webp_w~64'],
  ['many codes, moving', 'format~png_frame~9_w~64'],
  ['a slow filter', 'format~png_w~600'],
  ['a photograph', 'enlarge~true_format~webp_lossless~true_w~4000'],
  ['a photograph', 'enlarge~true_format~avif_sharp~100_w~3000'],
  ['a photograph', 'format~png_pad~4096_radius~4096_rot~45_w~300'],
];

describe.each([
  ['cold', 0],
  ['warm', 2],
] as const)('a %s function', (_, before) => {
  test.each(rows)('%s, %s', { timeout: 120_000 }, async (name, variant) => {
    const lambda = startLambda(asset, { memory: config.memory, timeout: config.timeout * 1000 });
    const context = { getRemainingTimeInMillis: () => 0, awsRequestId: name };
    const event = (key: string, asked: string) => originResponseEvent({ key, variant: asked });
    const ordinary = async () => {
      const { status, body = '' } = await lambda.handler(event('ordinary.jpg', 'format~webp_w~200'), context);
      return `${status} ${createHash('sha256').update(body).digest('hex')}`;
    };
    try {
      origin.put('hostile', await (originals[name]?.() ?? Buffer.alloc(0)));
      for (let count = 0; count < before; count++) await ordinary();
      const work = watch(lambda.pids);
      const answer = await lambda.handler(event('hostile', variant), context);
      const { cpu, memory } = work();
      expect(violation(answer, event('hostile', variant))).toBeUndefined();
      expect(answer.headers?.['x-image-reason']?.[0]?.value).not.toBe('fault');
      expect(cpu).toBeLessThan(mostCpu);
      expect(memory).toBeLessThan(mostMemory);
      const next = await ordinary();
      expect(next).toMatch(/^200 /);
      expect(await ordinary()).toBe(next);
    } finally {
      lambda.stop();
    }
  });
});
