import sharp, { type Sharp } from 'sharp';
import { cleanProfile } from '../../../edge/image/color/icc-clean.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { deriving } from '../deriving.ts';
import { type Chart, type Color, chart } from './chart.ts';

/** How much light, as powers of two, a map's quadrants say, clockwise from the top left. */
export const levels = [0, 85, 170, 255] as const;
/** The light of the brightest. */
export const brightest = 4;

const grey = (value: number): Color => [value, value, value, 255];
const iso = 'urn:iso:std:iso:ts:21496:-1\0';
const xmp = 'http://ns.adobe.com/xap/1.0/\0';

const segment = (marker: number, ...parts: (string | Buffer)[]) => {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  return Buffer.concat([Buffer.of(0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255), payload]);
};

const longs = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    bytes.writeInt32BE(value, at * 4);
  });
  return bytes;
};

/** The same meaning in the words of three makers: 0 to 2 stops, straight, with nothing added. */
export const tellers = {
  iso: segment(0xe2, iso, Buffer.of(0, 0, 0, 0, 0x40), longs(0, 1, 2, 1, 0, 1, 2, 1, 1, 1, 0, 1, 0, 1)),
  'iso, one denominator': segment(0xe2, iso, Buffer.of(0, 0, 0, 0, 0x48), longs(10, 0, 20, 0, 20, 10, 0, 0)),
  'iso, three channels': segment(
    0xe2,
    ...[iso, Buffer.of(0, 0, 0, 0, 0xc0), longs(0, 1, 2, 1)],
    ...Array(3).fill(longs(0, 1, 2, 1, 1, 1, 0, 1, 0, 1)),
  ),
  adobe: segment(
    0xe1,
    `${xmp}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:Gamma="1" hdrgm:OffsetSDR="0" hdrgm:OffsetHDR="0" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2" hdrgm:BaseRenditionIsHDR="False"/></rdf:RDF></x:xmpmeta>`,
  ),
  'adobe, a list': segment(
    0xe1,
    `${xmp}<hdrgm:GainMapMax><rdf:Seq><rdf:li>2</rdf:li><rdf:li>2</rdf:li><rdf:li>2</rdf:li></rdf:Seq></hdrgm:GainMapMax><hdrgm:HDRCapacityMax>2</hdrgm:HDRCapacityMax><x hdrgm:OffsetSDR="0" hdrgm:OffsetHDR="0"/>`,
  ),
  apple: segment(0xe1, `${xmp}<HDRGainMap:HDRGainMapHeadroom>4</HDRGainMap:HDRGainMapHeadroom>`),
};

export type Teller = keyof typeof tellers;

/** What is said of the map, its size beside the image's, and what may be wrong with it. */
export type Light = {
  said?: Buffer;
  /** How many times smaller the map is. */
  scale?: number;
  /** What becomes of the map's bytes, the announced ones. */
  harm?: (map: Buffer) => Buffer;
  /** What is added to the place of which the index tells. */
  astray?: number;
};

/** A chart with a gain map behind it, whose quadrants have the levels. The index is Intel's way round, unlike ours. */
export const litChart = async (wanted: Chart, { said = tellers.iso, scale = 2, ...rest }: Light = {}) => {
  const { width, height, orientation = 1 } = wanted;
  const colors = levels.map(grey) as [Color, Color, Color, Color];
  const size = { width: width / scale, height: height / scale };
  const drawn = await chart({ ...size, orientation, format: 'jpeg', colors });
  const plain = await sharp(drawn).toColorspace('b-w').jpeg({ quality: 95 }).toBuffer();
  return lit(await chart({ ...wanted, format: 'jpeg' }), told(plain, said), rest);
};

/** A JPEG that says something behind its first marker. */
export const told = (jpeg: Buffer, said: Buffer) => Buffer.concat([jpeg.subarray(0, 2), said, jpeg.subarray(2)]);

/** A JPEG with another behind it. */
export const lit = (base: Buffer, map: Buffer, { harm = (map) => map, astray = 0 }: Light = {}) => {
  const head = Buffer.from('II*\0\x08\0\0\0\x01\0\x02\xb0\x07\0\x20\0\0\0\x1a\0\0\0\0\0\0\0', 'latin1');
  const entries = Buffer.alloc(32);
  const length = base.length + 4 + 4 + head.length + entries.length;
  [0x030000, length, 0, 0, 0, map.length, length - 2 - 8 + astray, 0].forEach((value, at) => {
    entries.writeUInt32LE(value, at * 4);
  });
  return Buffer.concat([told(base, segment(0xe2, 'MPF\0', head, entries)), harm(map)]);
};

/** The image behind the first, if there is one. */
export const mapOf = (bytes: Buffer): Buffer | undefined => {
  const at = bytes.indexOf('\xff\xd9\xff\xd8\xff', 'latin1');
  return at < 0 ? undefined : bytes.subarray(at + 2);
};

/** Apple's maps are numbers in Rec. 709's curve. */
export const linear = (value: number) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45));

/** Light at points, 1 is white, as libultrahdr sees it: not by our own reading. Without the map, as everyone else does. */
export const lightAt = async (bytes: Buffer, points: [x: number, y: number][], lit = true): Promise<number[]> => {
  const loader = { operation: ['VipsForeignLoadUhdrBuffer'] };
  sharp.unblock(loader);
  try {
    // sharp's types leave it out.
    const open = sharp(bytes, { ignoreIcc: true }) as Sharp & { withGainMap: () => Sharp };
    const image = (lit ? open.withGainMap() : open).toColorspace('scrgb').raw({ depth: 'float' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return points.map(([x, y]) => {
      const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
      return Math.max(...[0, 1, 2].map((channel) => data.readFloatLE((at + channel) * 4)));
    });
  } finally {
    sharp.block(loader);
  }
};

/** What is left of a map, and of words about one. */
export const remains = (bytes: Buffer): string[] => {
  const text = bytes.toString('latin1');
  const words = ['hdrgm', 'urn:iso:std:iso:ts:21496', 'MPF\0', 'HDRGainMap'].filter((word) => text.includes(word));
  return mapOf(bytes) ? [...words, 'a second image'] : words;
};

const ways: [name: string, variant: Variant][] = [
  ...(['jpeg', 'png', 'webp', 'avif', 'gif'] as const).map((format): [string, Variant] => [format, { w: 100, format }]),
  ['jpeg, at its own size', { format: 'jpeg', q: 100 }],
  ['jpeg, cropped', { w: 100, h: 100, fit: 'cover', format: 'jpeg' }],
  ['jpeg, turned by quarters, mirrored', { w: 100, rot: 90, flip: 'h', format: 'jpeg' }],
  ['jpeg, letterboxed', { w: 100, h: 300, fit: 'contain', format: 'jpeg' }],
  ['jpeg, turned by other angles', { w: 100, rot: 10, format: 'jpeg' }],
  ['jpeg, colors or sharpness changed', { w: 100, sat: -50, format: 'jpeg' }],
];

/** What becomes of an original's map and of its profile, by format and color space, as a table. */
export const tableOf = async (original: Buffer): Promise<string> => {
  const { icc: profile } = await sharp(original).metadata();
  const own = profile && cleanProfile(profile);
  const cell = async (variant: Variant) => {
    const { bytes } = await deriving(original, variant);
    const { icc } = await sharp(bytes).metadata();
    const left = remains(bytes);
    const colors = icc ? (own?.equals(icc) ? 'its own colors' : 'Display P3') : 'sRGB';
    const map = left.includes('a second image') ? 'kept' : left.length > 0 ? 'HALF DROPPED' : 'dropped';
    return `${map}, ${colors}`;
  };
  const spaces = ['srgb', 'p3', 'origin'] as const;
  const rows: string[] = [];
  for (const [name, variant] of ways) {
    const cells: string[] = [];
    for (const cs of spaces) cells.push(await cell({ ...variant, cs }));
    rows.push(`| ${[name, ...cells].join(' | ')} |`);
  }
  const head = `| derivative | ${spaces.map((cs) => `\`cs=${cs}\``).join(' | ')} |`;
  return [
    'HDR gain map and colors of a JPEG that has one, by derivative.',
    '',
    head,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
