import type { Cicp } from './cicp.ts';
import { srgbFromLinear } from './srgb.ts';

/** Whether a profile says what sRGB says, whatever its name: the same primaries and the same curve, to a level of 255. */
export const isSrgb = (icc: Buffer): boolean => {
  const tags = readProfileTags(icc);
  // A profile with tables is converted by them, not by its primaries.
  if (profileSpace(icc) !== 'RGB ' || hasTables(icc)) return false;
  const isNear = (value: number, index: number, expected: readonly number[]) =>
    Math.abs(value - (expected[index] ?? 0)) < 0.002;
  return primaries.every(([colorant, curve, expected]) => {
    const [xyz, shape] = [tags[colorant], tags[curve]];
    if (!xyz || !shape || xyz.length < 20) return false;
    return (
      [8, 12, 16].map((at) => xyz.readInt32BE(at) / 65536).every((value, i) => isNear(value, i, expected)) &&
      samples.every((value) => Math.abs(srgbFromLinear(bend(shape, value)) - value) < 0.006)
    );
  });
};

/** Whether a profile converts by tables or by steps of its own (ICC.1:2022, 8.3 to 8.10): what that costs, nothing tells. */
export const hasTables = (icc: Buffer): boolean =>
  Object.keys(readProfileTags(icc)).some((name) => /^(A2B|B2A|D2B|B2D)/.test(name));

/** The color space of the pixels that a profile is for: `RGB `, `CMYK`, `GRAY`; empty for what is no profile. */
export const profileSpace = (icc: Buffer): string =>
  icc.toString('latin1', 36, 40) === 'acsp' ? icc.toString('latin1', 16, 20) : '';

/** The code points that a profile of RGB says of itself (ICC.1:2022, 10.5). */
export const profileCicp = (icc: Buffer): Cicp | undefined => {
  const tag = profileSpace(icc) === 'RGB ' ? readProfileTags(icc).cicp : undefined;
  const [primaries, transfer] = tag && tag.length >= 12 ? tag.subarray(8, 10) : [];
  return primaries !== undefined && transfer !== undefined ? { primaries, transfer } : undefined;
};

// sRGB's primaries under D50, the white of profiles (IEC 61966-2-1; as in the profile that HP and Microsoft published).
const primaries: [colorant: string, curve: string, xyz: readonly number[]][] = [
  ['rXYZ', 'rTRC', [0.43607, 0.22249, 0.01392]],
  ['gXYZ', 'gTRC', [0.38515, 0.71687, 0.09708]],
  ['bXYZ', 'bTRC', [0.14307, 0.06061, 0.7141]],
];

const samples = Array.from({ length: 17 }, (_, step) => step / 16);

/** Tags by signature (ICC.1:2022, 7.3), 100 at most. One that points outside of the file ends there. */
export const readProfileTags = (icc: Buffer): { [signature: string]: Buffer } => {
  const count = icc.length < 132 ? 0 : Math.min(icc.readUInt32BE(128), 100, Math.floor((icc.length - 132) / 12));
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const at = 132 + 12 * index;
      const offset = icc.readUInt32BE(at + 4);
      return [icc.toString('latin1', at, at + 4), icc.subarray(offset, offset + icc.readUInt32BE(at + 8))];
    }),
  );
};

/** A curve at a point of 0..1 (ICC.1:2022, 10.6 curveType and 10.18 parametricCurveType); NaN where it can't be read. */
const bend = (curve: Buffer, x: number): number => {
  const type = curve.toString('latin1', 0, 4);
  if (curve.length < 12) return Number.NaN;
  return type === 'curv' ? tabled(curve, x) : type === 'para' ? parametric(curve, x) : Number.NaN;
};

const tabled = (curve: Buffer, x: number): number => {
  const count = curve.readUInt32BE(8);
  if (count === 0) return x;
  if (curve.length < 12 + 2 * count) return Number.NaN;
  if (count === 1) return x ** (curve.readUInt16BE(12) / 256);
  const at = Math.min(count - 2, Math.floor(x * (count - 1)));
  const low = curve.readUInt16BE(12 + 2 * at);
  return (low + (curve.readUInt16BE(14 + 2 * at) - low) * (x * (count - 1) - at)) / 65535;
};

const parametric = (curve: Buffer, x: number): number => {
  const kind = curve.readUInt16BE(8);
  const length = [1, 3, 4, 5, 7][kind] ?? 0;
  if (length === 0 || curve.length < 12 + 4 * length) return Number.NaN;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length },
    (_, index) => curve.readInt32BE(12 + 4 * index) / 65536,
  );
  const curved = (a * x + b) ** g;
  if (kind < 3) return kind === 0 || x >= -b / a ? curved + (kind === 2 ? c : 0) : kind === 2 ? c : 0;
  return x >= d ? curved + e : c * x + f;
};
