import { assembleProfile } from '../../../../edge/image/color/icc-write.ts';

const short = (value: number) => Buffer.of(value >> 8, value & 255);
const long = (value: number) => Buffer.of((value >>> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255);
const float = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
};
const fixed = (value: number) => long(Math.round(value * 65_536));
const typed = (type: string, ...parts: Buffer[]) => Buffer.concat([Buffer.from(`${type}\0\0\0\0`), ...parts]);

const colorants = {
  wtpt: [0.9642, 1, 0.8249],
  rXYZ: [0.515, 0.241, -0.001],
  gXYZ: [0.292, 0.692, 0.042],
  bXYZ: [0.157, 0.067, 0.784],
};

/** Tags of Display P3, with a gamma as its curve. */
const plainTags = (): [string, Buffer][] => [
  ...Object.entries(colorants).map(([name, xyz]): [string, Buffer] => [name, typed('XYZ ', ...xyz.map(fixed))]),
  ...['rTRC', 'gTRC', 'bTRC'].map((name): [string, Buffer] => [name, typed('curv', long(1), short(563))]),
];

const header = { version: 0x04300000, kind: Buffer.from('mntrRGB XYZ '), intent: 0 };

/** A profile of a display: nothing but primaries and curves. */
export const plainProfile = (): Buffer => assembleProfile(plainTags(), header);

/**
 * A profile that converts by so many steps, each of three curves of so many segments, which are looked through one by one (ICC.1:2022,
 * 10.16). All steps are the same bytes: 100 of 1,000 segments are 130 KB and take minutes.
 */
export const slowProfile = (segments: number, steps: number): Buffer => {
  const segment = typed('parf', short(0), short(0), ...[1, 1, 0, 0].map(float));
  const breaks = Array.from({ length: segments - 1 }, (_, index) => float((index + 1) / segments));
  const curve = typed('curf', short(segments), short(0), ...breaks, ...Array.from({ length: segments }, () => segment));
  const places = [1, 2, 3].flatMap(() => [long(36), long(curve.length)]);
  const set = typed('cvst', short(3), short(3), ...places, curve);
  const first = 16 + 8 * steps;
  const entries = Array.from({ length: steps }, () => Buffer.concat([long(first), long(set.length)]));
  const table = typed('mpet', short(3), short(3), long(steps), ...entries, set);
  return assembleProfile([...plainTags(), ['D2B0', table], ['D2B1', table]], header);
};

/** A profile whose tags begin a few bytes after one another in the same part of it: written one by one they are many times as long. */
export const sharingProfile = (length: number): Buffer => {
  const names = ['A2B0', 'A2B1', 'A2B2', 'B2A0', 'B2A1', 'B2A2', 'D2B0', 'D2B1', 'D2B2', 'B2D0', 'B2D1', 'B2D2'];
  const profile = assembleProfile([['A2B0', Buffer.alloc(length)]], header);
  const start = 132 + 12 * names.length;
  const body = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * at) >> 8));
  const rows = names.map((name, index) =>
    Buffer.concat([Buffer.from(name), long(start + 4 * index), long(length - 48)]),
  );
  return Buffer.concat([profile.subarray(0, 128), long(names.length), ...rows, body]);
};
