/**
 * Samples of 8 to 32 bits, row by row, as a TIFF: photometric 1 is grey, 2 RGB, 5 CMYK, 6 YCbCr, 8 and 9 Lab; format 1 whole, 3 floating
 * point. `tags` are more entries of a number, or others.
 */
export type Samples = {
  width: number;
  photometric: keyof typeof perPixel;
  bits: 8 | 16 | 32;
  format?: 1 | 2 | 3;
  isBig?: boolean;
  subfile?: 0 | 1;
  alpha?: boolean;
  tags?: { [tag: number]: number };
  profile?: Buffer;
};

const perPixel = { 1: 1, 2: 3, 5: 4, 6: 3, 8: 3, 9: 3 } as const;

/** The least TIFF of uncompressed samples (TIFF 6.0, sections 3 to 6), in either byte order. */
export const tiffOf = (
  values: readonly number[],
  {
    width,
    photometric,
    bits,
    format = 1,
    isBig = false,
    subfile = 0,
    alpha = false,
    tags = {},
    profile = Buffer.alloc(0),
  }: Samples,
) => {
  const samples = perPixel[photometric] + (alpha ? 1 : 0);
  const data = Buffer.concat(values.map((value) => sampleOf(value, bits, format, isBig)));
  const number = (value: number, size: 2 | 4) => {
    const bytes = Buffer.alloc(size);
    if (isBig) bytes.writeUIntBE(value, 0, size);
    else bytes.writeUIntLE(value, 0, size);
    return bytes;
  };
  const depths = Buffer.concat(Array.from({ length: samples }, () => number(bits, 2)));
  const height = values.length / samples / width;
  const at = 8 + data.length;
  const entry = (tag: number, value: number, count = 1) =>
    Buffer.concat([number(tag, 2), number(count > 1 ? 3 : 4, 2), number(count, 4), number(value, 4)]);
  const own = [
    entry(254, subfile),
    entry(256, width),
    entry(257, height),
    samples > 1 ? entry(258, at, samples) : entry(258, bits),
    entry(259, 1),
    entry(262, photometric),
    entry(273, 8),
    entry(277, samples),
    entry(278, height),
    entry(279, data.length),
    ...(alpha ? [entry(338, 2)] : []),
    entry(339, format),
    ...(profile.length > 0
      ? [Buffer.concat([number(34_675, 2), number(7, 2), number(profile.length, 4), number(at + depths.length, 4)])]
      : []),
  ];
  const tagOf = (bytes: Buffer) => (isBig ? bytes.readUInt16BE(0) : bytes.readUInt16LE(0));
  const entries = [
    ...own.filter((bytes) => tags[tagOf(bytes)] === undefined),
    ...Object.entries(tags).map(([tag, value]) => entry(Number(tag), value)),
  ].sort((one, other) => tagOf(one) - tagOf(other));
  const header = Buffer.concat([
    Buffer.from(isBig ? 'MM\0*' : 'II*\0', 'latin1'),
    number(at + depths.length + profile.length, 4),
  ]);
  return Buffer.concat([header, data, depths, profile, number(entries.length, 2), ...entries, number(0, 4)]);
};

const sampleOf = (value: number, bits: number, format: number, isBig: boolean): Buffer => {
  const bytes = Buffer.alloc(bits / 8);
  if (format === 3 && bits === 32) bytes.writeFloatBE(value);
  else bytes.writeUIntBE(value, 0, bits / 8);
  return isBig ? bytes : bytes.reverse();
};
