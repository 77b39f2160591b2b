import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cleanProfile } from '../../../../edge/image/color/icc-clean.ts';
import { detectFormat } from '../../../../edge/image/formats/detect.ts';
import { stripMetadata } from '../../../../edge/image/formats/strip.ts';
import type { Variant } from '../../../../edge/query/parameters.ts';
import { deriving } from '../../../support/deriving.ts';
import { chart, colorAt } from '../../../support/images/chart.ts';
import { noise, photograph } from '../../../support/images/photograph.ts';
import { withChunk } from '../../../support/images/png.ts';

const sample = (name: string) => readFile(new URL(`../../../../samples/${name}`, import.meta.url));
const landscape = await sample('landscape.jpg');
const image = await noise(500, 400);
const adobe = await chart({ width: 120, height: 80, format: 'jpeg', profile: 'adobe', quality: 100 });
const browser: Variant = { format: 'auto', fmts: ['avif', 'webp'] };

describe('the requested format is made', () => {
  const rows: [string, Variant, string, object][] = [
    ['jpeg', { format: 'jpeg' }, 'image/jpeg', { isProgressive: false }],
    ['bjpg', { format: 'bjpg' }, 'image/jpeg', { isProgressive: false }],
    ['png', { format: 'png' }, 'image/png', { isPalette: false }],
    ['png8', { format: 'png8' }, 'image/png', { isPalette: true }],
    ['webp', { format: 'webp' }, 'image/webp', {}],
    ['webpll', { format: 'webpll' }, 'image/webp', {}],
    ['avif', { format: 'avif' }, 'image/avif', { compression: 'av1' }],
    ['gif', { format: 'gif' }, 'image/gif', {}],
  ];
  test.each(rows)('format=%s', async (_, variant, type, expected) => {
    const made = await deriving(landscape, { ...variant, w: 300 });
    expect(made.type).toBe(type);
    expect(`image/${detectFormat(made.bytes)}`).toBe(type);
    expect(await sharp(made.bytes).metadata()).toMatchObject({ width: 300, height: 200, ...expected });
  });

  test.each([{ format: 'webpll' }, { format: 'webp', lossless: true }] satisfies Variant[])(
    '%o loses nothing',
    async (variant) => {
      const pixels = async (variant: Variant) =>
        sharp((await deriving(landscape, { ...variant, w: 200 })).bytes)
          .raw()
          .toBuffer();
      expect((await pixels(variant)).equals(await pixels({ format: 'png' }))).toBe(true);
    },
  );
});

test.each([
  [800, false],
  [1000, true],
])('format=jpeg&w=%i: progressive %s', async (w, isProgressive) => {
  const { bytes } = await deriving(landscape, { w, format: 'jpeg' });
  expect(await sharp(bytes).metadata()).toMatchObject({ width: w, isProgressive });
});

/** A photograph in an ellipse, around which two thirds of the image are transparent. */
const cutOut = async (): Promise<Buffer> => {
  const mask = Buffer.from('<svg width="600" height="400"><ellipse cx="300" cy="200" rx="200" ry="130"/></svg>');
  const image = sharp(landscape).resize(600, 400).ensureAlpha();
  return image
    .composite([{ input: mask, blend: 'dest-in' }])
    .png()
    .toBuffer();
};

test.each([
  ['a photograph', () => sample('landscape.jpg'), 0.8],
  ['a photograph of 16 bits', () => sample('deep.png'), 0.8],
  ['a photograph with transparent surroundings', cutOut, 0.9],
])('%s as PNG is filtered, which is smaller without loss', async (_, original, most) => {
  const { bytes } = await deriving(await original(), { w: 300, format: 'png' });
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const plain = await sharp(data, { raw: info }).png({ compressionLevel: 6 }).toBuffer();
  expect(bytes.length).toBeLessThan(most * plain.length);
});

test.each(['flat.png', 'lines.png'])('%s as PNG is not filtered, which would be larger', async (name) => {
  const { bytes } = await deriving(await sample(name), { w: 300, format: 'png' });
  expect(bytes.length).toBeLessThan((await sharp(bytes).png({ adaptiveFiltering: true }).toBuffer()).length);
});

test('a small JPEG is baseline, which is smaller', async () => {
  const variant: Variant = { w: 120, format: 'jpeg', q: 80 };
  const { bytes } = await deriving(landscape, variant);
  expect((await sharp(bytes).metadata()).isProgressive).toBe(false);
  const image = sharp(landscape).resize(120).jpeg({ quality: 80, progressive: true, quantisationTable: 3 });
  expect(bytes.length).toBeLessThan((await image.toBuffer()).length);
});

describe('never larger', () => {
  test('passthrough, where the original is as requested and smaller than any derivative', async () => {
    const small = await sharp(landscape).resize(600).jpeg({ quality: 35 }).toBuffer();
    const made = await deriving(small, { w: 600, format: 'auto', fmts: [] });
    expect(made.bytes.equals(stripMetadata(small, 'jpeg') ?? Buffer.alloc(0))).toBe(true);
    expect(made.type).toBe('image/jpeg');
  });

  test.each([
    ['it is turned', {}, { orientation: 6 as const }],
    ['its colors mean something else', {}, { profile: 'p3' as const }],
    ['it is to be smaller', { w: 100 }, {}],
    ['a parameter changes its pixels', { mono: true }, {}],
    ['another format is asked for', { format: 'webp' as const }, {}],
  ] as [string, Variant, object][])('not the original where %s', async (_, variant, more) => {
    const original = await chart({ width: 200, height: 200, format: 'jpeg', quality: 20, ...more });
    const made = await deriving(original, { format: 'jpeg', ...variant });
    expect(made.bytes.equals(stripMetadata(original, 'jpeg') ?? Buffer.alloc(0))).toBe(false);
  });

  test.each([90, 300, 560])('an original of low quality, %i of 600 pixels wide', async (w) => {
    const coarse = await sharp(landscape).resize(600).jpeg({ quality: 35 }).toBuffer();
    expect((await deriving(coarse, { w })).bytes.length).toBeLessThanOrEqual(coarse.length);
  });

  test('a palette stays a palette where all colors would be larger than the original', async () => {
    const { bytes } = await deriving(await sample('flat.png'), { w: 900 });
    expect((await sharp(bytes).metadata()).isPalette).toBe(true);
  });

  test('but all colors for a PNG of a JPEG', async () => {
    const coarse = await sharp(landscape).resize(700).jpeg({ quality: 50 }).toBuffer();
    const { bytes } = await deriving(coarse, { w: 600, format: 'png' });
    expect(bytes.length).toBeGreaterThan(coarse.length);
    expect((await sharp(bytes).metadata()).isPalette).toBe(false);
  });

  test('a flat drawing: exact, and smaller than anything lossy', async () => {
    const flat = await sample('flat.png');
    const [automatic, lossy] = await Promise.all([deriving(flat, browser), deriving(flat, { format: 'avif' })]);
    expect(automatic.bytes.length).toBeLessThan(lossy.bytes.length);
    expect(automatic.type).toBe('image/webp');
  });
});

test.each(['auto', 'auto-best', 'auto-low'] as const)('format=png8&q=%s', async (q) => {
  const { type, bytes } = await deriving(image, { w: 100, format: 'png8', q });
  expect([type, (await sharp(bytes).metadata()).isPalette]).toEqual(['image/png', true]);
});

describe('the limit and max-bytes', () => {
  test.each([
    ['jpeg', 60_000],
    ['webp', 90_000],
    ['avif', 60_000],
    ['png', 220_000],
  ] as const)('%s within %i bytes', async (format, bytes) => {
    const free = await deriving(image, { format });
    expect(free.bytes.length).toBeGreaterThan(bytes);
    const limited = await deriving(image, { format }, { bytes });
    expect(limited.bytes.length).toBeLessThanOrEqual(bytes);
    const asked = await deriving(image, { format, 'max-bytes': bytes });
    expect(asked.bytes.length).toBeLessThanOrEqual(bytes);
    expect(asked.note).toBeUndefined();
  });

  test('an animation within the limit has fewer colors', async () => {
    const gif = await sample('animation.gif');
    const made = await deriving(gif, { w: 200 }, { bytes: 40_000 });
    expect(made.bytes.length).toBeLessThanOrEqual(40_000);
    expect((await sharp(made.bytes).metadata()).pages).toBe(24);
  });

  test.each([4500, 4000, 3000, 2000, 900])(
    'an animation of few colors, which smaller pixels have more of, within %i bytes',
    async (most) => {
      const made = await deriving(await sample('animation.gif'), { 'max-bytes': most });
      expect([made.note, made.bytes.length]).toEqual(['fewer-pixels', expect.toSatisfy((length) => length <= most)]);
      expect((await sharp(made.bytes).metadata()).pages).toBe(24);
    },
  );

  test('below the quality floor the limit is a failure, max-bytes is best effort', async () => {
    await expect(deriving(image, { format: 'jpeg' }, { bytes: 2000 })).rejects.toMatchObject({
      reason: 'over-the-limit',
    });
    const [fewer, none] = await Promise.all(
      [2000, 20].map((most) => deriving(image, { format: 'jpeg', 'max-bytes': most })),
    );
    expect([fewer?.note, none?.note]).toEqual(['fewer-pixels', 'over-max-bytes']);
    const { width, height } = await sharp(fewer?.bytes).metadata();
    expect([fewer?.bytes.length, fewer?.size]).toEqual([
      expect.toSatisfy((length) => length <= 2000),
      { width, height },
    ]);
  });

  // Fewer colors are not always fewer bytes, so a lower limit must not bring more.
  test('text and flat areas: every limit is kept, or what is sent is the smallest of all', async () => {
    const lines = Array.from(
      { length: 30 },
      (_, y) => `<text y="${20 + 24 * y}" font-size="16">The quick brown fox ${y}</text>`,
    );
    const page = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="760"><rect width="100%" height="100%" fill="#fafafc"/>${lines.join('')}<circle cx="700" cy="300" r="150" fill="#dc2828"/></svg>`;
    const screenshot = await sharp(Buffer.from(page)).png().toBuffer();
    for (const most of [20_000, 12_000, 8000, 5000, 3000]) {
      const { bytes, type } = await deriving(screenshot, { w: 600, 'max-bytes': most });
      expect([type, bytes.length]).toEqual(['image/png', expect.toSatisfy((length) => length <= most)]);
    }
  });

  test('without time there is no encode, with little the cheapest', async () => {
    await expect(deriving(image, { format: 'jpeg' }, { left: () => 1000 })).rejects.toMatchObject({
      reason: 'out-of-time',
    });
    const made = await deriving(landscape, { ...browser, w: 300 }, { left: () => 2500 });
    expect(made.type).toBe('image/webp');
  });
});

describe('alpha', () => {
  test.each([
    [{ format: 'jpeg' }, [255, 255, 255, 255]],
    [{ format: 'auto', fmts: [] }, [0, 0, 0, 0]],
    [browser, [0, 0, 0, 0]],
    [{ format: 'webp', q: 'auto' }, [0, 0, 0, 0]],
  ] as [Variant, number[]][])('%o: never black', async (variant, expected) => {
    const original = await chart({ width: 120, height: 120, format: 'png', alpha: true });
    const { bytes } = await deriving(original, variant);
    const seen = await colorAt(bytes, 0.75, 0.75);
    expect(expected[3] === 0 ? seen[3] : seen).toEqual(expected[3] === 0 ? 0 : expected);
  });

  test('that hides nothing does not make a PNG of a photograph', async () => {
    const opaque = await sharp(await photograph(300, 200))
      .ensureAlpha()
      .png()
      .toBuffer();
    expect((await deriving(opaque, { w: 200, format: 'auto', fmts: [] })).type).toBe('image/jpeg');
  });
});

describe('animations', () => {
  const delays = [120, 40, 300];
  const moving = (format: 'gif' | 'webp') => chart({ width: 90, height: 60, format, frames: 3, delays, loop: 2 });
  test.each([
    ['gif', { format: 'gif' }, 'image/gif'],
    ['gif', browser, 'image/webp'],
    ['gif', { format: 'auto', fmts: [] }, 'image/gif'],
    ['webp', { format: 'gif' }, 'image/gif'],
    ['webp', { format: 'webp', q: 'auto' }, 'image/webp'],
  ] as ['gif' | 'webp', Variant, string][])('%s, %o', async (from, variant, type) => {
    const made = await deriving(await moving(from), { ...variant, w: 60 });
    expect(made.type).toBe(type);
    expect(await sharp(made.bytes).metadata()).toMatchObject({
      pages: 3,
      delay: delays,
      loop: 2,
      width: 60,
      height: 40,
    });
    expect(made.note).toBeUndefined();
  });

  test.each(['jpeg', 'png', 'avif'] as const)('%s is the first frame, with a reason', async (format) => {
    const made = await deriving(await moving('gif'), { format });
    expect(made.note).toBe('still');
    expect(await sharp(made.bytes).metadata()).toMatchObject({ width: 90, height: 60 });
  });

  // Below one another in one JPEG, such frames would have the fewest bytes.
  test('frames of noise keep moving where the format is chosen', async () => {
    const frames = [0, 90, 180].map(async (turn) =>
      sharp(await noise(60, 60))
        .rotate(turn)
        .png()
        .toBuffer(),
    );
    const original = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer();
    const made = await deriving(original, { ...browser, w: 50 });
    expect(made.type).toBe('image/webp');
    expect((await sharp(made.bytes).metadata()).pages).toBe(3);
  });

  test('an animated PNG: its first image, and the reason', async () => {
    const still = await chart({ width: 40, height: 30, format: 'png' });
    const noted = async (frames: number) =>
      (await deriving(withChunk(still, 'acTL', [0, 0, 0, frames, 0, 0, 0, 0]), { format: 'png' })).note;
    expect([await noted(3), await noted(1)]).toEqual(['still', undefined]);
  });

  test('a requested still has no reason', async () => {
    expect((await deriving(await moving('gif'), { format: 'jpeg', anim: false })).note).toBeUndefined();
    expect((await deriving(await moving('gif'), { format: 'jpeg', frame: 2 })).note).toBeUndefined();
  });
});

describe('wide gamut, where requested', () => {
  const icc = async (bytes: Buffer) => (await sharp(bytes).metadata()).icc ?? Buffer.alloc(0);
  const displayP3 = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .withIccProfile('p3')
    .png()
    .toBuffer()
    .then(icc);
  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s', async (format) => {
    const variant: Variant = { w: 60, format, q: 95 };
    const [srgb, kept, p3] = await Promise.all([
      deriving(adobe, variant),
      deriving(adobe, { ...variant, cs: 'origin' }),
      deriving(adobe, { ...variant, cs: 'p3' }),
    ]);
    expect((await icc(srgb.bytes)).length).toBe(0);
    expect(await icc(kept.bytes)).toEqual(cleanProfile(await icc(adobe)));
    expect((await icc(p3.bytes)).equals(await displayP3)).toBe(true);
    for (const { bytes } of [srgb, kept, p3]) {
      const [r, g, b] = await colorAt(bytes, 0.25, 0.75);
      expect([r < 25, g < 25, b > 230]).toEqual([true, true, true]);
    }
  });

  test('GIF has no profiles', async () => {
    const { bytes } = await deriving(adobe, { w: 60, format: 'gif', cs: 'origin' });
    expect((await colorAt(bytes, 0.75, 0.25))[1]).toBeGreaterThan(240);
  });

  test('a passthrough keeps the colors of its profile', async () => {
    const { bytes } = await deriving(adobe, { format: 'jpeg', cs: 'origin', q: 100 });
    expect(await icc(bytes)).toEqual(cleanProfile(await icc(adobe)));
  });
});
