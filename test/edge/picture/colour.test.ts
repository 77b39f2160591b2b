import { differenceCiede2000 } from 'culori';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { isSrgb } from '../../../edge/picture/icc.ts';
import { iccProfile, type RgbSpace, rgbSpaces } from '../../../samples/icc.ts';
import { type Chart, type Colour, chart, colourAt } from '../../support/chart.ts';
import { deriving } from '../../support/deriving.ts';

const difference = differenceCiede2000();
const rgb = ([r, g, b]: Colour) => ({ mode: 'rgb' as const, r: r / 255, g: g / 255, b: b / 255 });

// The 24 patches of a ColorChecker in sRGB (X-Rite's published values); the cyan one lies outside of sRGB and is cut off.
const patches = (
  '735244 c29682 627a9d 576c43 8580b1 67bdaa d67e2c 505ba6 c15a63 5e3c6c 9dbc40 e0a32e ' +
  '383d96 469449 af363c e7c71f bb5695 0885a1 f3f3f2 c8c8c8 a0a0a0 7a7a79 555555 343434'
).split(' ');
const colourOf = (hex: string): Colour => {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255, 255];
};
const places = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.75, 0.75],
  [0.25, 0.75],
] as const;

/** The largest difference between a colour that was drawn and the one that is seen in what is made of it. */
const worst = async (wanted: Partial<Chart>, colours: readonly Colour[], cs?: 'p3' | 'origin') => {
  const seen: number[] = [];
  for (let at = 0; at < colours.length; at += 4) {
    const [a, b, c, d] = colours.slice(at, at + 4);
    if (!a || !b || !c || !d) throw new Error('four colours make a chart');
    const original = await chart({
      width: 192,
      height: 128,
      format: 'png',
      quality: 100,
      ...wanted,
      colours: [a, b, c, d],
    });
    const made = await deriving(original, { w: 96, format: 'png', ...(cs && { cs }) });
    for (const [index, [x, y]] of places.entries())
      seen.push(difference(rgb(await colourAt(made.bytes, x, y)), rgb([a, b, c, d][index] ?? a)));
  }
  return Math.max(...seen);
};

const colours = patches.map(colourOf);
const greys = [...colours.slice(18), ...colours.slice(18, 20)].map(([r]): Colour => [r, r, r, 255]);

describe('ΔE2000 of a chart drawn in each profile is 3 at most, after the conversion to sRGB', () => {
  test.each([
    ['sRGB', { format: 'jpeg', profile: 'srgb' }, colours],
    ['no profile', { format: 'jpeg' }, colours],
    ['Display P3', { format: 'jpeg', profile: 'p3' }, colours],
    ['Display P3 with alpha', { format: 'png', profile: 'p3' }, colours],
    ['Display P3 in WebP', { format: 'webp', profile: 'p3', quality: 100 }, colours],
    ['Display P3 in AVIF', { format: 'avif', profile: 'p3', quality: 100 }, colours],
    ['Adobe RGB', { format: 'jpeg', profile: 'adobe' }, colours],
    ['ProPhoto RGB', { format: 'jpeg', profile: 'prophoto' }, colours],
    ['16 bits', { format: 'png', depth: 16 }, colours],
    ['16 bits, sRGB', { format: 'png', depth: 16, profile: 'srgb' }, colours],
    ['16 bits, Display P3', { format: 'png', depth: 16, profile: 'p3' }, colours],
    ['16 bits, Adobe RGB', { format: 'tiff', depth: 16, profile: 'adobe' }, colours],
    ['16 bits, ProPhoto RGB', { format: 'tiff', depth: 16, profile: 'prophoto' }, colours],
    ['grey', { format: 'jpeg', profile: 'grey' }, greys],
    ['16 bits, grey', { format: 'png', depth: 16, profile: 'grey' }, greys],
  ] as [string, Partial<Chart>, Colour[]][])('%s', async (_, wanted, drawn) => {
    expect(await worst(wanted, drawn)).toBeLessThanOrEqual(3);
  });

  // Four inks print few of the chart's colours as they are: what the chart's own profile says of the ink is the truth.
  test.each(['jpeg', 'tiff'] as const)('CMYK in %s', async (format) => {
    const original = await chart({ width: 192, height: 128, format, profile: 'cmyk', quality: 100 });
    const made = await deriving(original, { w: 96, format: 'png' });
    for (const [x, y] of places) {
      const seen = difference(rgb(await colourAt(made.bytes, x, y)), rgb(await colourAt(original, x, y)));
      expect(seen).toBeLessThanOrEqual(3);
    }
  });
});

describe('sRGB is known by what a profile says', () => {
  const named = (space: RgbSpace, name: string) => isSrgb(iccProfile({ ...space, name }));
  test.each([
    ['sRGB', true, named(rgbSpaces.srgb, 'sRGB')],
    ['sRGB under another name', true, named(rgbSpaces.srgb, 'c2')],
    ['Display P3 that calls itself sRGB', false, named(rgbSpaces.p3, 'sRGB IEC61966-2.1')],
    ['Adobe RGB', false, named(rgbSpaces.adobe, 'Adobe RGB')],
    ["sRGB's primaries with a plain gamma of 2.2", false, named({ ...rgbSpaces.srgb, gamma: 2.2 }, 'sRGB')],
    ['a profile cut short', false, isSrgb(iccProfile(rgbSpaces.srgb).subarray(0, 300))],
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
