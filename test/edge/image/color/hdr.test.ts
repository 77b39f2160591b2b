import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { hdrOf } from '../../../../edge/image/color/cicp.ts';
import { readProfileTags } from '../../../../edge/image/color/icc-read.ts';
import { assembleProfile, writeProfile } from '../../../../edge/image/color/icc-write.ts';
import { deflatedProfile } from '../../../../edge/image/formats/png/color.ts';
import { probe } from '../../../../edge/image/formats/probe.ts';
import { rgbSpaces } from '../../../../samples/icc.ts';
import { config } from '../../../support/config.ts';
import { deriving } from '../../../support/deriving.ts';
import { withLight, withNclx } from '../../../support/images/avif.ts';
import { chart, colorAt } from '../../../support/images/chart.ts';
import { withChunk } from '../../../support/images/png.ts';

type Rgb = readonly [r: number, g: number, b: number];

const gray = (value: number): Rgb => [value, value, value];

// What Chromium 147 shows for these numbers, `--force-color-profile=srgb`: PNG and AVIF alike.
const shown: [codes: [primaries: number, transfer: number], colors: [numbers: Rgb, shown: Rgb][]][] = [
  [
    [9, 16],
    [
      ...([60, 100, 145, 150, 170, 190, 225] as const).map((value, at): [Rgb, Rgb] => [
        gray(value),
        gray([26, 76, 178, 193, 229, 253, 255][at] ?? 0),
      ]),
      [
        [60, 120, 60],
        [0, 121, 0],
      ],
      [
        [60, 150, 190],
        [0, 137, 255],
      ],
      [
        [120, 150, 120],
        [0, 201, 101],
      ],
      [
        [150, 120, 190],
        [141, 60, 255],
      ],
      [
        [190, 120, 120],
        [255, 0, 66],
      ],
    ],
  ],
  [
    [9, 18],
    [
      ...([60, 100, 145, 150, 170, 190, 225] as const).map((value, at): [Rgb, Rgb] => [
        gray(value),
        gray([39, 75, 117, 122, 150, 185, 229][at] ?? 0),
      ]),
      [
        [60, 120, 60],
        [0, 94, 36],
      ],
      [
        [60, 150, 190],
        [0, 126, 176],
      ],
      [
        [120, 150, 120],
        [76, 124, 93],
      ],
      [
        [150, 120, 190],
        [128, 90, 176],
      ],
      [
        [190, 120, 120],
        [206, 81, 95],
      ],
    ],
  ],
  [
    [12, 16],
    [
      [
        [60, 120, 60],
        [0, 116, 0],
      ],
      [
        [120, 150, 120],
        [83, 196, 104],
      ],
      [
        [150, 120, 190],
        [141, 73, 255],
      ],
      [
        [190, 120, 120],
        [255, 56, 72],
      ],
    ],
  ],
  [
    [1, 16],
    [
      [
        [60, 120, 60],
        [26, 114, 26],
      ],
      [
        [120, 150, 120],
        [114, 194, 114],
      ],
      [
        [150, 120, 190],
        [136, 78, 255],
      ],
      [
        [190, 120, 120],
        [255, 87, 87],
      ],
    ],
  ],
];

/** Colors side by side, 8 pixels each. */
const drawn = (colors: readonly Rgb[]) =>
  sharp(Buffer.from(colors.flat()), { raw: { width: colors.length, height: 1, channels: 3 } }).resize(
    8 * colors.length,
    8,
    { kernel: 'nearest', fit: 'fill' },
  );

const seenIn = async (original: Buffer, colors: readonly unknown[]) => {
  const { bytes } = await deriving(original, { format: 'png' });
  return Promise.all(colors.map((_, at) => colorAt(bytes, (at + 0.5) / colors.length, 0.5)));
};

const farthest = (seen: readonly (readonly number[])[], expected: readonly Rgb[]) =>
  Math.max(
    ...expected.flatMap((color, at) => color.map((value, channel) => Math.abs(value - (seen[at]?.[channel] ?? 999)))),
  );

describe.each(shown)('HDR of code points %j is what Chromium shows, within two levels', (codes, colors) => {
  const numbers = colors.map(([each]) => each);
  const expected = colors.map(([, each]) => each);

  test.each<[kind: string, original: () => Promise<Buffer>]>([
    ['PNG', async () => withChunk(await drawn(numbers).png().toBuffer(), 'cICP', [...codes, 0, 1])],
    ['AVIF', async () => withNclx(await drawn(numbers).avif({ lossless: true }).toBuffer(), [...codes, 0])],
    [
      'PNG, by its profile',
      async () => {
        const tags = Object.entries(readProfileTags(writeProfile(rgbSpaces.p3)));
        const said = Buffer.from([...Buffer.from('cicp\0\0\0\0'), ...codes, 0, 1]);
        const profile = assembleProfile([...tags, ['cicp', said]], { version: 0x04400000 });
        return withChunk(await drawn(numbers).png().toBuffer(), 'iCCP', deflatedProfile(profile));
      },
    ],
  ])('%s', async (_, original) => {
    expect(farthest(await seenIn(await original(), numbers), expected)).toBeLessThanOrEqual(2);
  });
});

describe('the brightest light that an image says of itself', () => {
  const uint32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  const content = (light: number) => [...uint32(light * 10_000), ...uint32(0)];
  const display = (light: number) => [...new Array<number>(16).fill(0), ...uint32(light * 10_000), ...uint32(1)];
  const numbers = [gray(145), gray(170)];
  // Chromium 147
  test.each<[what: string, transfer: number, chunks: { [type: string]: number[] }, shown: [number, number]]>([
    ['none', 16, {}, [178, 229]],
    ['that of paper', 16, { cLLI: content(203) }, [242, 255]],
    ['400', 16, { cLLI: content(400) }, [218, 255]],
    ['400, of the display', 16, { mDCV: display(400) }, [218, 255]],
    ['that of the content, which counts more', 16, { cLLI: content(1000), mDCV: display(400) }, [178, 229]],
    ['4000', 16, { cLLI: content(4000) }, [178, 210]],
    ['400, HLG', 18, { cLLI: content(400) }, [144, 184]],
  ])('%s', async (_, transfer, chunks, expected) => {
    const plain = await drawn(numbers).png().toBuffer();
    const png = Object.entries({ cICP: [9, transfer, 0, 1], ...chunks }).reduce<Buffer>(
      (bytes, [type, content]) => withChunk(bytes, type, content),
      plain,
    );
    expect(farthest(await seenIn(png, numbers), expected.map(gray))).toBeLessThanOrEqual(2);
  });

  test('400, of an AVIF', async () => {
    const avif = withNclx(await drawn(numbers).avif({ lossless: true }).toBuffer(), [9, 16, 0]);
    expect(farthest(await seenIn(withLight(avif, 400), numbers), [218, 255].map(gray))).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['PQ', [9, 16, 9], { transfer: 'pq', primaries: 9 }],
  ['HLG, Display P3', [12, 18, 6], { transfer: 'hlg', primaries: 12 }],
  ['sRGB', [1, 13, 6], undefined],
] as [string, [number, number, number], object | undefined][])('an AVIF says %s', async (_, codes, expected) => {
  const lossless = await sharp(await chart({ width: 8, height: 8, format: 'png' }))
    .avif({ lossless: true })
    .toBuffer();
  const { cicp } = probe(withNclx(lossless, codes), config.limits);
  expect(cicp && hdrOf(cicp)).toEqual(expected);
});
