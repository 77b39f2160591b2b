import { differenceCiede2000 } from 'culori';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { spaceOf } from '../../../../edge/image/color/cicp.ts';
import { isSrgb } from '../../../../edge/image/color/icc-read.ts';
import { type RgbSpace, writeProfile } from '../../../../edge/image/color/icc-write.ts';
import { readItems } from '../../../../edge/image/formats/avif/items.ts';
import { rewriteAvif } from '../../../../edge/image/formats/avif/write.ts';
import { deflatedProfile } from '../../../../edge/image/formats/png/color.ts';
import { fromSrgb, rgbSpaces } from '../../../../samples/icc.ts';
import { reasonOf } from '../../../support/bounds.ts';
import { deriving } from '../../../support/deriving.ts';
import { withNclx, withProperty } from '../../../support/images/avif.ts';
import { type Chart, type Color, chart, colorAt, near } from '../../../support/images/chart.ts';
import { withChunk, withoutChunk } from '../../../support/images/png.ts';
import { tiffOf } from '../../../support/images/tiff.ts';

const difference = differenceCiede2000();
const rgb = ([r, g, b]: Color) => ({ mode: 'rgb' as const, r: r / 255, g: g / 255, b: b / 255 });

// The 24 patches of a ColorChecker in sRGB (X-Rite's published values); the cyan one lies outside of sRGB and is cut off.
const patches = (
  '735244 c29682 627a9d 576c43 8580b1 67bdaa d67e2c 505ba6 c15a63 5e3c6c 9dbc40 e0a32e ' +
  '383d96 469449 af363c e7c71f bb5695 0885a1 f3f3f2 c8c8c8 a0a0a0 7a7a79 555555 343434'
).split(' ');
const colorOf = (hex: string): Color => {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255, 255];
};
const places = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.75, 0.75],
  [0.25, 0.75],
] as const;

/** The largest difference between a color that was drawn and the one that is seen in what is made of it. */
const worst = async (wanted: Partial<Chart>, colors: readonly Color[], cs?: 'p3' | 'origin') => {
  const seen: number[] = [];
  for (let at = 0; at < colors.length; at += 4) {
    const [a, b, c, d] = colors.slice(at, at + 4);
    if (!a || !b || !c || !d) throw new Error('four colors make a chart');
    const original = await chart({
      width: 192,
      height: 128,
      format: 'png',
      quality: 100,
      ...wanted,
      colors: [a, b, c, d],
    });
    const made = await deriving(original, { w: 96, format: 'png', ...(cs && { cs }) });
    for (const [index, [x, y]] of places.entries())
      seen.push(difference(rgb(await colorAt(made.bytes, x, y)), rgb([a, b, c, d][index] ?? a)));
  }
  return Math.max(...seen);
};

const colors = patches.map(colorOf);
const greys = [...colors.slice(18), ...colors.slice(18, 20)].map(([r]): Color => [r, r, r, 255]);

describe('ΔE2000 of a chart drawn in each profile is 3 at most, after the conversion to sRGB', () => {
  test.each([
    ['sRGB', { format: 'jpeg', profile: 'srgb' }, colors],
    ['no profile', { format: 'jpeg' }, colors],
    ['Display P3', { format: 'jpeg', profile: 'p3' }, colors],
    ['Display P3 with alpha', { format: 'png', profile: 'p3' }, colors],
    ['Display P3 in WebP', { format: 'webp', profile: 'p3', quality: 100 }, colors],
    ['Display P3 in AVIF', { format: 'avif', profile: 'p3', quality: 100 }, colors],
    ['Adobe RGB', { format: 'jpeg', profile: 'adobe' }, colors],
    ['ProPhoto RGB', { format: 'jpeg', profile: 'prophoto' }, colors],
    ['16 bits', { format: 'png', depth: 16 }, colors],
    ['16 bits, sRGB', { format: 'png', depth: 16, profile: 'srgb' }, colors],
    ['16 bits, Display P3', { format: 'png', depth: 16, profile: 'p3' }, colors],
    ['16 bits, Adobe RGB', { format: 'tiff', depth: 16, profile: 'adobe' }, colors],
    ['16 bits, ProPhoto RGB', { format: 'tiff', depth: 16, profile: 'prophoto' }, colors],
    ['grey', { format: 'jpeg', profile: 'grey' }, greys],
    ['16 bits, grey', { format: 'png', depth: 16, profile: 'grey' }, greys],
  ] as [string, Partial<Chart>, Color[]][])('%s', async (_, wanted, drawn) => {
    expect(await worst(wanted, drawn)).toBeLessThanOrEqual(3);
  });

  // Four inks print few of the chart's colors as they are: what the chart's own profile says of the ink is the truth.
  test.each(['jpeg', 'tiff'] as const)('CMYK in %s', async (format) => {
    const original = await chart({ width: 192, height: 128, format, profile: 'cmyk', quality: 100 });
    const made = await deriving(original, { w: 96, format: 'png' });
    for (const [x, y] of places) {
      const seen = difference(rgb(await colorAt(made.bytes, x, y)), rgb(await colorAt(original, x, y)));
      expect(seen).toBeLessThanOrEqual(3);
    }
  });
});

describe("a PNG's color chunks without a profile, as browsers apply them", () => {
  const parameters = (...numbers: number[]) =>
    numbers.flatMap((n) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255));
  const adobe = parameters(31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000);
  const srgb = parameters(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000);
  const linear = { ...rgbSpaces.srgb, gamma: 1 };
  const p3 = rgbSpaces.p3;
  const profileChunk = (space: RgbSpace) => [...deflatedProfile(writeProfile(space))];
  // The chart is drawn in the space's numbers; the chunks alone say which.
  test.each([
    ['gAMA and cHRM of Adobe RGB', rgbSpaces.adobe, { gAMA: parameters(45_470), cHRM: adobe }],
    ['gAMA of linear light', linear, { gAMA: parameters(100_000) }],
    ['gAMA of linear light, sRGB', linear, { gAMA: parameters(100_000), cHRM: srgb }],
    ['cICP of Display P3', p3, { cICP: [12, 13, 0, 1] }],
    ['cICP, which counts more than gAMA', p3, { gAMA: parameters(100_000), cICP: [12, 13, 0, 1] }],
    ['cICP, which counts more than iCCP', p3, { iCCP: profileChunk(rgbSpaces.adobe), cICP: [12, 13, 0, 1] }],
    ['iCCP, which counts more than sRGB', rgbSpaces.adobe, { iCCP: profileChunk(rgbSpaces.adobe), sRGB: [0] }],
    ['cICP of limited range, which is passed over', linear, { gAMA: parameters(100_000), cICP: [12, 13, 0, 0] }],
    ['cICP that says nothing of the primaries', linear, { gAMA: parameters(100_000), cICP: [2, 13, 0, 1] }],
    ['cICP that says nothing of the curve', rgbSpaces.srgb, { cICP: [12, 2, 0, 1] }],
    ...([1, 6, 11, 14, 15] as const).map((transfer) => [
      `cICP of video, ${transfer}`,
      { ...rgbSpaces.srgb, gamma: 2.4 },
      { cICP: [1, transfer, 0, 1] },
    ]),
    // ——— sRGB
    ['sRGB, which counts more than gAMA', rgbSpaces.srgb, { gAMA: parameters(100_000), sRGB: [0] }],
    ['gAMA and cHRM of sRGB', rgbSpaces.srgb, { gAMA: parameters(45_455), cHRM: srgb }],
    ['cICP of sRGB', rgbSpaces.srgb, { cICP: [1, 13, 0, 1] }],
    ['cHRM alone', rgbSpaces.srgb, { cHRM: adobe }],
    ['gAMA that can not be', rgbSpaces.srgb, { gAMA: parameters(0) }],
    ['cHRM that can not be', linear, { gAMA: parameters(100_000), cHRM: parameters(0, 0, 0, 0, 0, 0, 0, 0) }],
  ] as [string, RgbSpace, { [type: string]: number[] }][])('%s', async (_, space, chunks) => {
    const drawn = await sharp({ create: { width: 24, height: 1, channels: 3, background: 'black' } })
      .raw()
      .toBuffer();
    for (const [at, [r, g, b]] of colors.entries())
      for (const [channel, value] of fromSrgb([r / 255, g / 255, b / 255], space).entries())
        drawn[at * 3 + channel] = Math.round(value * 255);
    const plain = await sharp(drawn, { raw: { width: 24, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    const said = Object.entries(chunks).reduce<Buffer>((png, [type, content]) => withChunk(png, type, content), plain);
    const { bytes } = await deriving(said, { format: 'png' });
    const seen = await Promise.all(
      colors.map(async (color, at) => difference(rgb(await colorAt(bytes, (at + 0.5) / 24, 0.5)), rgb(color))),
    );
    // Eight bits of linear light tell the darkest colors apart less well.
    expect(Math.max(...seen)).toBeLessThanOrEqual(3);
  });

  test.each([8, 16] as const)('grey of linear light, %i bits', async (depth) => {
    const grey = withoutChunk(await chart({ width: 8, height: 8, format: 'png', profile: 'grey', depth }), 'iCCP');
    const level = async (bytes: Buffer) => (await colorAt(bytes, 0.1, 0.1))[0];
    const [before, after] = [
      await level(grey),
      await level((await deriving(withChunk(grey, 'gAMA', parameters(100_000)), { format: 'png' })).bytes),
    ];
    const light = before / 255;
    expect(Math.abs(after - 255 * (1.055 * light ** (1 / 2.4) - 0.055))).toBeLessThan(2);
  });
});

// What Chromium 147 shows for these numbers of a PNG and an AVIF: gray 128, skin and blue.
describe.each<[codes: [primaries: number, transfer: number], shown: [gray: string, skin: string, blue: string]]>([
  [
    [1, 13],
    ['808080', 'c87850', '285aa0'],
  ],
  [
    [2, 2],
    ['808080', 'c87850', '285aa0'],
  ],
  [
    [6, 13],
    ['808080', 'c37950', '2e5b9f'],
  ],
  [
    [7, 7],
    ['8d8d8d', 'ca8760', '3f6bab'],
  ],
  [
    [10, 13],
    ['808080', 'ff0055', '007aa5'],
  ],
  [
    [11, 17],
    ['767676', 'd16637', '004d9f'],
  ],
])('code points %j', ([primaries, transfer], shown) => {
  const colors = ['808080', 'c87850', '285aa0'].map(colorOf);
  const solid = ([r, g, b]: Color) =>
    sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } });
  const seen = async (original: (color: Color) => Promise<Buffer>) => {
    for (const [at, color] of colors.entries()) {
      const { bytes } = await deriving(await original(color), { format: 'png' });
      expect(near(await colorAt(bytes, 0.5, 0.5), colorOf(shown[at] ?? ''), 4)).toBe(true);
    }
  };
  test('of a PNG', () =>
    seen(async (color) => withChunk(await solid(color).png().toBuffer(), 'cICP', [primaries, transfer, 0, 1])));
  test('of an AVIF', () =>
    seen(async (color) => withNclx(await solid(color).avif({ lossless: true }).toBuffer(), [primaries, transfer, 0])));
});

describe("an AVIF's color properties without a profile, as browsers apply them", () => {
  const linear = { ...rgbSpaces.srgb, gamma: 1 };
  const rec2020 = { ...rgbSpaces.srgb, ...(spaceOf({ primaries: 9, transfer: 1 }) ?? rgbSpaces.srgb) };
  const gamma = { ...rgbSpaces.srgb, gamma: 2.2 };
  test.each<[what: string, space: RgbSpace, codes: [number, number]]>([
    ['Display P3', rgbSpaces.p3, [12, 13]],
    ['BT.2020', rec2020, [9, 1]],
    ['linear light', linear, [1, 8]],
    ['a gamma of 2.2', gamma, [1, 4]],
    ['sRGB', rgbSpaces.srgb, [1, 13]],
    ['nothing that it knows', rgbSpaces.srgb, [2, 2]],
  ])('%s', async (_, space, [primaries, transfer]) => {
    const numbers = colors.flatMap(([r, g, b]) =>
      fromSrgb([r / 255, g / 255, b / 255], space).map((value) => Math.round(value * 255)),
    );
    const raw = { width: 24, height: 1, channels: 3 as const };
    const large = sharp(Buffer.from(numbers), { raw }).resize(240, 20, { kernel: 'nearest', fit: 'fill' });
    const avif = withNclx(await large.avif({ lossless: true }).toBuffer(), [primaries, transfer, 0]);
    for (const cs of ['srgb', 'p3', 'origin'] as const) {
      const { bytes } = await deriving(avif, { format: 'png', cs });
      const seen = await Promise.all(
        colors.map(async (color, at) => difference(rgb(await colorAt(bytes, (at + 0.5) / 24, 0.5)), rgb(color))),
      );
      expect(Math.max(...seen), cs).toBeLessThanOrEqual(3);
    }
  });

  test('colors that are multiplied by alpha', async () => {
    const [r, g, b] = [200, 120, 40];
    const plain = await sharp({
      create: { width: 40, height: 30, channels: 4, background: { r: r / 2, g: g / 2, b: b / 2, alpha: 0.5 } },
    })
      .avif({ lossless: true })
      .toBuffer();
    const all = readItems(plain);
    const alpha = [...all.items.keys()].find((id) => id !== all.primary) ?? 0;
    const said = { ...all, references: [...all.references, { type: 'prem', from: all.primary, to: [alpha] }] };
    const premultiplied = rewriteAvif(plain, said) ?? Buffer.alloc(0);
    for (const query of [{}, { w: 20 }]) {
      const { bytes } = await deriving(premultiplied, { ...query, format: 'png' });
      expect(near(await colorAt(bytes, 0.5, 0.5), [r, g, b, 128], 3)).toBe(true);
    }
    expect(
      near(await colorAt((await deriving(plain, { format: 'png' })).bytes, 0.5, 0.5), [r / 2, g / 2, b / 2, 128], 3),
    ).toBe(true);
  });
});

describe("an AVIF's alpha is turned and mirrored as its image is, whatever it says itself", () => {
  // Left half opaque, right half next to transparent; red above, green below.
  const plain = async () => {
    const pixels = Array.from({ length: 32 * 16 }, (_, at) => {
      const isAbove = at < 32 * 8;
      return [isAbove ? 220 : 20, isAbove ? 20 : 200, 20, at % 32 < 16 ? 255 : 40];
    });
    const raw = { width: 32, height: 16, channels: 4 as const };
    return sharp(Buffer.from(pixels.flat()), { raw }).avif({ lossless: true }).toBuffer();
  };
  const [red, green] = [
    [220, 20, 20],
    [20, 200, 20],
  ] as const;
  test.each<[kind: string, value: number, size: [number, number], corner: Color, opposite: Color]>([
    ['irot', 1, [16, 32], [...red, 40], [...green, 255]],
    ['irot', 2, [32, 16], [...green, 40], [...red, 255]],
    ['irot', 3, [16, 32], [...green, 255], [...red, 40]],
    ['imir', 0, [32, 16], [...green, 255], [...red, 40]],
    ['imir', 1, [32, 16], [...red, 40], [...green, 255]],
  ])('%s %i', async (kind, value, [width, height], corner, opposite) => {
    const turned = withProperty(await plain(), { kind, content: Buffer.of(value) });
    const { bytes, size } = await deriving(turned, { format: 'png' });
    expect(size).toEqual({ width, height });
    expect(near(await colorAt(bytes, 0.1, 0.1), corner, 3)).toBe(true);
    expect(near(await colorAt(bytes, 0.9, 0.9), opposite, 3)).toBe(true);
  });

  test('it is turned first and mirrored then, in whatever order the file says so', async () => {
    for (const kinds of [
      ['irot', 'imir'],
      ['imir', 'irot'],
    ]) {
      const properties = kinds.map((kind) => ({ kind, content: Buffer.of(1) }));
      const { bytes } = await deriving(properties.reduce(withProperty, await plain()), { format: 'png' });
      expect(near(await colorAt(bytes, 0.1, 0.1), [...green, 40], 3), kinds.join()).toBe(true);
      expect(near(await colorAt(bytes, 0.9, 0.9), [...red, 255], 3), kinds.join()).toBe(true);
    }
  });
});

describe('samples of a TIFF', () => {
  const ramp = [0, 0.25, 0.5, 0.75, 1];
  test.each<[what: string, bytes: Buffer, expected: number[] | string]>([
    ['floating point', tiffOf(ramp, { width: 5, photometric: 1, bits: 32, format: 3 }), [0, 64, 128, 191, 255]],
    [
      'floating point, big-endian',
      tiffOf(ramp, { width: 5, photometric: 1, bits: 32, format: 3, isBig: true }),
      [0, 64, 128, 191, 255],
    ],
    [
      'floating point beyond white',
      tiffOf([-1, 9, Number.NaN, 0.5, 1], { width: 5, photometric: 1, bits: 32, format: 3 }),
      [0, 255, 0, 128, 255],
    ],
    [
      '32 bits',
      tiffOf(
        ramp.map((value) => Math.round(value * (2 ** 32 - 1))),
        { width: 5, photometric: 1, bits: 32 },
      ),
      [0, 64, 128, 191, 255],
    ],
    [
      'floating point, RGB',
      tiffOf(
        ramp.flatMap((value) => [value, value, value]),
        { width: 5, photometric: 2, bits: 32, format: 3 },
      ),
      [0, 64, 128, 191, 255],
    ],
    ['8 bits', tiffOf([0, 64, 128, 191, 255], { width: 5, photometric: 1, bits: 8 }), [0, 64, 128, 191, 255]],
    // ——— what can't be decoded right
    ['16 bits, floating point', tiffOf(ramp, { width: 5, photometric: 1, bits: 16, format: 3 }), 'unsupported-format'],
    [
      '8 bits, signed',
      tiffOf([0, 64, 128, 191, 255], { width: 5, photometric: 1, bits: 8, format: 2 }),
      'unsupported-format',
    ],
    ['32 bits, CMYK', tiffOf([0, 0, 0, 0], { width: 1, photometric: 5, bits: 32 }), 'unsupported-format'],
  ])('%s', async (_, tiff, expected) => {
    if (typeof expected === 'string') {
      expect(await reasonOf(() => deriving(tiff, { format: 'png' }))).toMatchObject({ reason: expected });
      return;
    }
    const { bytes } = await deriving(tiff, { format: 'png' });
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([...data].filter((_, at) => at % info.channels === 0)).toEqual(expected);
  });
});

describe('CMYK without a profile is what Chromium and Firefox show', () => {
  test.each<[inks: number[], expected: Color]>([
    [
      [0, 0, 0, 0],
      [255, 255, 255, 255],
    ],
    [
      [255, 0, 0, 0],
      [0, 255, 255, 255],
    ],
    [
      [255, 0, 255, 0],
      [0, 255, 0, 255],
    ],
    [
      [0, 0, 0, 255],
      [0, 0, 0, 255],
    ],
    [
      [255, 128, 0, 64],
      [0, 95, 191, 255],
    ],
    [
      [128, 128, 128, 0],
      [127, 127, 127, 255],
    ],
  ])('%j', async (inks, expected) => {
    const tiff = tiffOf(Array.from({ length: 64 }, () => inks).flat(), { width: 8, photometric: 5, bits: 8 });
    for (const query of [{}, { w: 4 }, { rot: 90 }]) {
      const { bytes } = await deriving(tiff, { ...query, format: 'png' });
      expect(near(await colorAt(bytes, 0.5, 0.5), expected, 1)).toBe(true);
    }
  });
});

describe('sRGB is recognized by the content of a profile', () => {
  const named = (space: RgbSpace, name: string) => isSrgb(writeProfile({ ...space, name }));
  test.each([
    ['sRGB', true, named(rgbSpaces.srgb, 'sRGB')],
    ['sRGB under another name', true, named(rgbSpaces.srgb, 'c2')],
    ['Display P3 that calls itself sRGB', false, named(rgbSpaces.p3, 'sRGB IEC61966-2.1')],
    ['Adobe RGB', false, named(rgbSpaces.adobe, 'Adobe RGB')],
    ["sRGB's primaries with a plain gamma of 2.2", false, named({ ...rgbSpaces.srgb, gamma: 2.2 }, 'sRGB')],
    ['a profile cut short', false, isSrgb(writeProfile(rgbSpaces.srgb).subarray(0, 300))],
    ['no profile at all', false, isSrgb(Buffer.from('acsp'))],
  ])('%s: %s', (_, expected, found) => expect(found).toBe(expected));

  test("libvips's own sRGB and P3, which have tables for curves", async () => {
    const icc = async (name: string) => {
      const image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).withIccProfile(name);
      return (await sharp(await image.png().toBuffer()).metadata()).icc ?? Buffer.alloc(0);
    };
    expect([isSrgb(await icc('srgb')), isSrgb(await icc('p3'))]).toEqual([true, false]);
  });
});
