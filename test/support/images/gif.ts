/** A frame of one color (0 red, 1 green, 2 blue), where it lies, and how it is shown: hundredths of a second, GIF89a's disposal, its see-through color. */
export type GifFrame = { at: readonly [x: number, y: number, width: number, height: number]; color: 0 | 1 | 2 } & {
  delay?: number;
  disposal?: number;
  hole?: 0 | 1 | 2;
};

// As many colors as the table has entries: 128, of which three are used.
const colors = Buffer.alloc(3 * 128);
colors.set([255, 0, 0, 0, 255, 0, 0, 0, 255]);

const short = (...values: number[]) => Buffer.from(values.flatMap((value) => [value & 255, value >> 8]));

/** A GIF block by block: what no encoder writes, and files hold all the same. */
export const gifOf = (width: number, height: number, frames: GifFrame[], loop = 0): Buffer =>
  Buffer.concat([
    ...[Buffer.from('GIF89a'), short(width, height), Buffer.of(0xf6, 0, 0), colors],
    ...[Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01', 'latin1'), short(loop), Buffer.of(0)],
    ...frames.flatMap(({ at, color, delay = 10, disposal = 0, hole }) => [
      ...[
        Buffer.of(0x21, 0xf9, 4, (disposal << 2) | (hole === undefined ? 0 : 1)),
        short(delay),
        Buffer.of(hole ?? 0, 0),
      ],
      ...[Buffer.of(0x2c), short(...at), Buffer.of(0), solid(at[2] * at[3], color)],
    ]),
    Buffer.of(0x3b),
  ]);

/** Codes of eight bits, begun anew before they would grow to nine. */
const solid = (count: number, color: number): Buffer => {
  const codes = Array.from({ length: count }, (_, pixel) => (pixel % 100 === 0 ? [128, color] : [color])).flat();
  const blocks = [...codes, 129].reduce<number[][]>((done, code, index) => {
    if (index % 255 === 0) done.push([]);
    done.at(-1)?.push(code);
    return done;
  }, []);
  return Buffer.from([7, ...blocks.flatMap((block) => [block.length, ...block]), 0]);
};
