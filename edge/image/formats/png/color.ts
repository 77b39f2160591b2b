import { deflateSync, inflateSync } from 'node:zlib';
import { type Cicp, peakOf, spaceOf, srgbSpace } from '../../color/cicp.ts';
import { hasTables, isSrgb, profileSpace, readProfileTags } from '../../color/icc-read.ts';
import { grayProfileOf, type RgbSpace, writeGrayProfile, writeProfile } from '../../color/icc-write.ts';
import { type Chunk, writeChunk } from './chunks.ts';

/**
 * A PNG can say what its colors mean in terms that browsers know and the decoder doesn't: `cICP`, and `gAMA` with `cHRM`. They
 * are given to the decoder as a profile; no pixel is touched. Precedence: PNG, third edition, table 9: cICP, iCCP, sRGB, gAMA. `leading`
 * are the chunks before the pixels; code points that count are returned.
 */
export const withProfile = (leading: Chunk[], isGray: boolean): { chunks: Chunk[]; cicp?: Cicp } => {
  const find = (wanted: string) => leading.find(({ type }) => type === wanted)?.content;
  const [header, ...others] = leading;
  if (!header) return { chunks: leading };
  const cicp = readCicp(find('cICP'), peakOf(find('cLLI'), find('mDCV'), 10_000));
  const profiled = !cicp && find('iCCP');
  if (profiled) return { chunks: isGray ? leading.map(withGrayProfile) : leading };
  if (!cicp && (find('sRGB')?.[0] ?? intents) < intents) return { chunks: leading };
  const space = cicp ? spaceOf(cicp, 'screen') : gammaSpace(find('gAMA'), find('cHRM'));
  const without = (pattern: RegExp) => others.filter(({ type }) => !pattern.test(type));
  if (!space) return cicp ? { chunks: [header, ...without(/^iCCP$/)], cicp } : { chunks: leading };
  const profile = profileChunk((isGray ? writeGrayProfile : writeProfile)(space));
  return { chunks: [header, profile, ...without(/^(gAMA|cHRM|cICP|iCCP)$/)] };
};

// Rendering intents that an sRGB chunk can name (PNG, third edition, 11.3.2.4); one that names another is none.
const intents = 4;

/** A profile of RGB holds for gray too, but the decoder passes it over: it is given the curve alone. Any other chunk is as it is. */
const withGrayProfile = (chunk: Chunk): Chunk => {
  const profile = chunk.type === 'iCCP' ? inflatedProfile(chunk.content) : undefined;
  if (!profile || profileSpace(profile) !== 'RGB ' || hasTables(profile) || isSrgb(profile)) return chunk;
  const { gTRC: curve } = readProfileTags(profile);
  return curve ? profileChunk(grayProfileOf(curve)) : chunk;
};

const profileChunk = (profile: Buffer): Chunk => {
  const content = deflatedProfile(profile);
  return { type: 'iCCP', content, whole: writeChunk('iCCP', content), isCut: false };
};

// The largest profiles of displays have a few hundred KB.
const mostProfile = 4 * 1024 * 1024;

/** The profile in an iCCP chunk, behind its name and its method; undefined where it is none, or inflates to too much. */
export const inflatedProfile = (content: Buffer): Buffer | undefined => {
  const end = content.subarray(0, 80).indexOf(0);
  if (end < 0) return undefined;
  try {
    return inflateSync(content.subarray(end + 2), { maxOutputLength: mostProfile });
  } catch {
    // Not inflatable, or without end.
    return undefined;
  }
};

/** What an iCCP chunk holds: a name, a method, the compressed profile. */
export const deflatedProfile = (profile: Buffer): Buffer =>
  Buffer.concat([Buffer.from('icc\0\0'), deflateSync(profile)]);

// ITU-T H.273: a number that says nothing.
const unspecified = 2;

/** `cICP`: primaries, curve, matrix, range. Browsers pass over what is not RGB of full range, or does not say both. */
const readCicp = (content: Buffer | undefined, peak: number | undefined): Cicp | undefined => {
  const [primaries, transfer, matrix, range] = content ?? [];
  const isSaid = (code: number | undefined): code is number => code !== undefined && code !== unspecified;
  return isSaid(primaries) && isSaid(transfer) && matrix === 0 && range === 1
    ? { primaries, transfer, ...(peak && { peak }) }
    : undefined;
};

/** `gAMA`, which alone is about sRGB's primaries; `cHRM` alone says too little. Numbers are 100,000 times what they mean. */
const gammaSpace = (gama: Buffer | undefined, chrm: Buffer | undefined): RgbSpace | undefined => {
  const value = gama?.length === 4 ? gama.readUInt32BE(0) : 0;
  const space = (chrm?.length === 32 ? chromaticities(chrm) : undefined) ?? srgbSpace;
  // Alone it is taken for sRGB's curve where libpng sees no difference, 5 %; beside primaries it is a number.
  const isNear = Math.abs(value - 45_455) < (chrm ? 600 : 2273);
  if (value < 10_000 || value > 1_000_000 || (isNear && isNearSrgb(space))) return undefined;
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
