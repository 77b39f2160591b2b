import { crc32, deflateSync } from 'node:zlib';
import { type RgbSpace, writeGreyProfile, writeProfile } from '../color/icc-write.ts';

/**
 * A PNG can say what its colors mean in words that browsers know and the decoder doesn't: `gAMA` with `cHRM`, and `cICP`. They
 * are said once more as a profile. No pixel is touched. Precedence: PNG, third edition, table 9.
 */
export const withProfile = (png: Buffer, isGrey: boolean): Buffer => {
  const { chunks, rest } = chunksBeforePixels(png);
  const find = (type: string) => chunks.find((chunk) => chunk.toString('latin1', 4, 8) === type)?.subarray(8, -4);
  if (find('iCCP')) return png;
  const coded = find('cICP');
  const space = coded ? codedSpace(coded) : find('sRGB') ? undefined : gammaSpace(find('gAMA'), find('cHRM'));
  if (!space) return png;
  const [header, ...others] = chunks;
  if (!header) return png;
  const profile = chunkOf(
    'iCCP',
    Buffer.concat([Buffer.from('icc\0\0'), deflateSync((isGrey ? writeGreyProfile : writeProfile)(space))]),
  );
  const kept = others.filter((chunk) => !/^(gAMA|cHRM|cICP)$/.test(chunk.toString('latin1', 4, 8)));
  return Buffer.concat([png.subarray(0, 8), header, profile, ...kept, rest]);
};

// Behind this many nobody looks for colors.
const mostChunks = 100;

const chunksBeforePixels = (png: Buffer) => {
  const chunks: Buffer[] = [];
  let at = 8;
  while (at + 12 <= png.length && chunks.length < mostChunks && png.toString('latin1', at + 4, at + 8) !== 'IDAT') {
    const next = at + 12 + png.readUInt32BE(at);
    chunks.push(png.subarray(at, next));
    at = next;
  }
  return { chunks, rest: png.subarray(at) };
};

const chunkOf = (type: string, content: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
};

type Space = Pick<RgbSpace, 'primaries' | 'white'>;

const D65 = [0.3127, 0.329] as const;

// ITU-T H.273, table 2: BT.709 (sRGB), BT.2020, P3.
const primaries: { [code: number]: Space } = {
  1: {
    primaries: [
      [0.64, 0.33],
      [0.3, 0.6],
      [0.15, 0.06],
    ],
    white: D65,
  },
  9: {
    primaries: [
      [0.708, 0.292],
      [0.17, 0.797],
      [0.131, 0.046],
    ],
    white: D65,
  },
  11: {
    primaries: [
      [0.68, 0.32],
      [0.265, 0.69],
      [0.15, 0.06],
    ],
    white: [0.314, 0.351],
  },
  12: {
    primaries: [
      [0.68, 0.32],
      [0.265, 0.69],
      [0.15, 0.06],
    ],
    white: D65,
  },
};

// Table 3: what video calls its curve is shown with sRGB's, as browsers do.
const curves: { [code: number]: RgbSpace['gamma'] } = {
  1: 'srgb',
  4: 2.2,
  5: 2.8,
  6: 'srgb',
  8: 1,
  13: 'srgb',
  14: 'srgb',
  15: 'srgb',
};

/** `cICP`: primaries, curve, matrix, range. HDR's curves are no profile's; sRGB needs none. */
const codedSpace = (content: Buffer): RgbSpace | undefined => {
  const [colors = 0, curve = 0, matrix, range] = content;
  const [space, gamma] = [primaries[colors], curves[curve]];
  if (!space || gamma === undefined || matrix !== 0 || range !== 1 || (colors === 1 && gamma === 'srgb'))
    return undefined;
  return { ...space, gamma, name: `cICP ${colors} ${curve}` };
};

/** `gAMA`, which alone is about sRGB's primaries; `cHRM` alone says too little. Numbers are 100,000 times what they mean. */
const gammaSpace = (gama: Buffer | undefined, chrm: Buffer | undefined): RgbSpace | undefined => {
  const value = gama?.length === 4 ? gama.readUInt32BE(0) : 0;
  const asked = chrm?.length === 32 ? chromaticities(chrm) : undefined;
  const space = asked ?? primaries[1];
  const isSrgb = Math.abs(value - 45_455) < 600;
  if (!space || value < 10_000 || value > 1_000_000 || (isSrgb && isNearSrgb(space))) return undefined;
  return { ...space, gamma: 100_000 / value, name: `gAMA ${value}` };
};

const chromaticities = (chrm: Buffer): Space | undefined => {
  const point = (index: number) =>
    [chrm.readUInt32BE(8 * index) / 1e5, chrm.readUInt32BE(8 * index + 4) / 1e5] as const;
  const [white, red, green, blue] = [point(0), point(1), point(2), point(3)];
  const isPossible = [white, red, green, blue].every(([x, y]) => y > 0.001 && x + y <= 1);
  const area = (green[0] - red[0]) * (blue[1] - red[1]) - (blue[0] - red[0]) * (green[1] - red[1]);
  return isPossible && Math.abs(area) > 0.01 ? { primaries: [red, green, blue], white } : undefined;
};

const isNearSrgb = (space: Space) =>
  [...space.primaries, space.white].every(([x, y], index) => {
    const [nearX, nearY] = [...(primaries[1]?.primaries ?? []), D65][index] ?? [0, 0];
    return Math.abs(x - nearX) < 0.01 && Math.abs(y - nearY) < 0.01;
  });
