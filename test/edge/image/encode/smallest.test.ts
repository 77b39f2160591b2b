import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, expect, test, vi } from 'vitest';
import { drawnOriginals, type Original } from '../../../study/originals.ts';
import { made } from '../../../study/photographs.ts';
import { compareFormats } from '../../../study/smallest.ts';
import { noiseBytes } from '../../../support/random.ts';

// `npm run study -- --formats` compares all of them (test/study/results/formats.md); these are the kinds in small, most of which are
// compared as a whole, and two that were once 7 and 15 % larger than the best.
vi.setConfig({ testTimeout: 120_000 });

let originals: Original[];
beforeAll(async () => {
  originals = await drawnOriginals();
}, 120_000);

test.each([
  ['gradient', 'sunset', 320],
  ['photograph, drawn', 'soft', 640],
  ['photograph, drawn', 'sharp', 160],
  ['flat art', 'logo', 160],
  ['line art', 'plan', 160],
  ['text', 'slide', 160],
  ['noise', 'fine', 160],
  ['dithered GIF', 'still', 160],
])(
  'format=auto of %s: %s, %i pixels wide, needs at most 3 percent more than the best encoding at its look',
  async (kind, name, width) => {
    const original = originals.find((each) => each.kind === kind && each.name === name);
    const { chosen, best, bytes, least, sent, own } = await compareFormats(original as Original, width);
    expect(bytes / least, `${chosen} instead of ${best}`).toBeLessThanOrEqual(1.03);
    expect(sent).toBeLessThanOrEqual(own);
  },
);

test.each([239, 200, 120])(
  'an animation of two colors, dithered, needs no more bytes than its GIF at %i pixels',
  async (width) => {
    const [size, frames] = [{ width: 240, height: 160, channels: 1 } as const, 6];
    const noise = noiseBytes(size.width * size.height);
    const grays = (frame: number) => (at: number) => ((at % size.width) + frame * 10) % size.width;
    const pixels = Array.from({ length: frames }, (_, frame) =>
      noise.map((level, at) => (grays(frame)(at) > level ? 255 : 0)),
    );
    const file = await sharp(Buffer.concat(pixels), {
      raw: { ...size, height: size.height * frames, pageHeight: size.height },
    })
      .gif({ colors: 2, dither: 0 })
      .toBuffer();
    const [auto, own] = [
      await made(file, { w: width, h: width, format: 'auto', fmts: ['avif', 'webp'] }),
      await made(file, { w: width, h: width, format: 'origin' }),
    ];
    expect(auto.bytes.length).toBeLessThanOrEqual(own.bytes.length);
  },
);

test.each([79, 60])(
  'a small animation with transparency, in a file that is larger than it needs to be, has no more bytes than its GIF at %i pixels',
  async (width) => {
    const [side, frames] = [80, 30];
    // Nine squares, one of them lit.
    const frame = (lit: number) =>
      Array.from({ length: side * side }, (_, at) => {
        const [column, row] = [Math.floor(((at % side) - 14) / 18), Math.floor((Math.floor(at / side) - 14) / 18)];
        const isSquare = column >= 0 && column < 3 && row >= 0 && row < 3;
        const isLit = isSquare && row * 3 + column === lit % 9;
        return isSquare ? [isLit ? 20 : 87, isLit ? 200 : 124, isLit ? 250 : 155, 255] : [255, 255, 255, 0];
      }).flat();
    const gif = await sharp(Buffer.from(Array.from({ length: frames }, (_, at) => frame(at)).flat()), {
      raw: { width: side, height: side * frames, channels: 4, pageHeight: side },
    })
      .gif()
      .toBuffer();
    const block = Buffer.alloc(256, 255);
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe]), ...Array(200).fill(block), Buffer.from([0])]);
    const file = Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1)]);
    const auto = await made(file, { w: width, format: 'auto', fmts: ['avif', 'webp'] });
    const own = await made(file, { w: width, format: 'origin' });
    expect(auto.bytes.length).toBeLessThanOrEqual(own.bytes.length);
  },
);

test.each(['lines.png', 'drawing.svg'])(
  '%s of the samples, at its own size, is sent in its smallest encoding',
  async (name) => {
    const file = await readFile(new URL(`../../../../samples/${name}`, import.meta.url));
    const sent = await made(file, { format: 'auto', fmts: ['avif', 'webp'] });
    const others = [
      { format: 'avif' },
      { format: 'webp' },
      { format: 'webp', lossless: true },
      { format: 'origin' },
    ] as const;
    for (const other of others)
      expect(sent.bytes.length).toBeLessThanOrEqual((await made(file, other)).bytes.length * 1.03);
  },
);
