import { deflateSync } from 'node:zlib';
import { type Cicp, spaceOf, srgbSpace } from '../../color/cicp.ts';
import { type RgbSpace, writeGreyProfile, writeProfile } from '../../color/icc-write.ts';
import { type Chunk, writeChunk } from './chunks.ts';

/**
 * A PNG can say what its colors mean in terms that browsers know and the decoder doesn't: `gAMA` with `cHRM`, and `cICP`. They
 * are given to the decoder as a profile; no pixel is touched. Precedence: PNG, third edition, table 9. `leading` are the
 * chunks before the pixels; cICP code points without a profile are returned.
 */
export const withProfile = (leading: Chunk[], isGrey: boolean): { chunks: Chunk[]; cicp?: Cicp } => {
  const find = (wanted: string) => leading.find(({ type }) => type === wanted)?.content;
  const [header, ...others] = leading;
  if (!header || find('iCCP')) return { chunks: leading };
  const cicp = readCicp(find('cICP'));
  const space = cicp
    ? spaceOf(cicp)
    : find('cICP') || find('sRGB')
      ? undefined
      : gammaSpace(find('gAMA'), find('cHRM'));
  if (!space) return { chunks: leading, ...(cicp && { cicp }) };
  const content = deflatedProfile((isGrey ? writeGreyProfile : writeProfile)(space));
  const profile: Chunk = { type: 'iCCP', content, whole: writeChunk('iCCP', content), isCut: false };
  return { chunks: [header, profile, ...others.filter(({ type }) => !/^(gAMA|cHRM|cICP)$/.test(type))] };
};

/** What an iCCP chunk holds: a name, a method, the compressed profile. */
export const deflatedProfile = (profile: Buffer): Buffer =>
  Buffer.concat([Buffer.from('icc\0\0'), deflateSync(profile)]);

/** `cICP`: primaries, curve, matrix, range. A PNG's numbers are RGB of full range, whatever else it says. */
const readCicp = (content: Buffer | undefined): Cicp | undefined => {
  const [primaries, transfer, matrix, range] = content ?? [];
  return primaries !== undefined && transfer !== undefined && matrix === 0 && range === 1
    ? { primaries, transfer }
    : undefined;
};

/** `gAMA`, which alone is about sRGB's primaries; `cHRM` alone says too little. Numbers are 100,000 times what they mean. */
const gammaSpace = (gama: Buffer | undefined, chrm: Buffer | undefined): RgbSpace | undefined => {
  const value = gama?.length === 4 ? gama.readUInt32BE(0) : 0;
  const space = (chrm?.length === 32 ? chromaticities(chrm) : undefined) ?? srgbSpace;
  const isSrgb = Math.abs(value - 45_455) < 600;
  if (value < 10_000 || value > 1_000_000 || (isSrgb && isNearSrgb(space))) return undefined;
  return { ...space, gamma: 100_000 / value, name: `gAMA ${value}` };
};

type Space = Pick<RgbSpace, 'primaries' | 'white'>;

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
    const [nearX, nearY] = [...srgbSpace.primaries, srgbSpace.white][index] ?? [0, 0];
    return Math.abs(x - nearX) < 0.01 && Math.abs(y - nearY) < 0.01;
  });
