/** Bits of a lossless WebP, the lowest first (RFC 9649, 3.2). */
const bitWriter = () => {
  const bytes: number[] = [];
  let [held, count] = [0, 0];
  const put = (value: number, bits: number) => {
    for (let bit = 0; bit < bits; bit++) {
      held |= ((value >>> bit) & 1) << count++;
      if (count < 8) continue;
      bytes.push(held);
      [held, count] = [0, 0];
    }
  };
  return { put, finish: () => Buffer.from(count > 0 ? [...bytes, held] : bytes) };
};

type Put = ReturnType<typeof bitWriter>['put'];

/** A code of one symbol, 0, which takes no bits (3.7.2.1.1). */
const single = (put: Put) => put(0b0001, 4);

/** A code of 256 symbols with 8 bits each; further ones of the alphabet have none (3.7.2.1.2). */
const even = (put: Put, alphabet: number) => {
  put(0, 1);
  put(8, 4);
  // Lengths 0 and 8, in the order in which lengths of code lengths are written.
  for (let index = 0; index < 12; index++) put(index === 2 || index === 11 ? 1 : 0, 3);
  put(0, 1);
  for (let symbol = 0; symbol < alphabet; symbol++) put(symbol < 256 ? 1 : 0, 1);
};

const reversed = (byte: number) => Number.parseInt([...byte.toString(2).padStart(8, '0')].toReversed().join(''), 2);

/** A square lossless image of one color in which each block of 4 x 4 pixels has a set of codes of its own, up to 65,536 of them. */
export const manyCodes = (side: number): Buffer => {
  const { put, finish } = bitWriter();
  put(0x2f, 8);
  put(side - 1, 14);
  put(side - 1, 14);
  put(0, 4);
  // No transform, no cache of colors, sets of codes by blocks of 2^2.
  put(0b100, 3);
  put(0, 3);
  // The image that says which set is whose has no cache either; green and red are the number of a set.
  put(0, 1);
  even(put, 280);
  even(put, 256);
  for (let code = 0; code < 3; code++) single(put);
  const blocks = Math.ceil(side / 4) ** 2;
  const sets = Math.min(65_536, blocks);
  for (let block = 0; block < blocks; block++) {
    put(reversed((block % sets) & 255), 8);
    put(reversed((block % sets) >> 8), 8);
  }
  for (let code = 0; code < 5 * sets; code++) single(put);
  return finish();
};

const number = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

/** A chunk of RIFF. */
export const riffChunk = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(type, 'latin1'), number(body.length, 4), body, Buffer.alloc(body.length % 2)]);
};

/** A WebP of some chunks. */
export const webpOf = (...chunks: Buffer[]): Buffer => riffChunk('RIFF', Buffer.from('WEBP'), ...chunks);

/** The extended header: bits 1 is an animation, 3 EXIF (RFC 9649, 2.7). */
export const extendedHeader = (flags: number, width: number, height: number): Buffer =>
  riffChunk('VP8X', number(flags, 4), number(width - 1, 3), number(height - 1, 3));

/** A square animation whose frames are all the same bytes. */
export const webpAnimation = (side: number, frames: number, frame: Buffer): Buffer => {
  const size = number(side - 1, 3);
  const shown = riffChunk('ANMF', Buffer.alloc(6), size, size, number(20, 3), Buffer.of(0), frame);
  return webpOf(
    extendedHeader(2, side, side),
    riffChunk('ANIM', Buffer.alloc(6)),
    ...Array.from({ length: frames }, () => shown),
  );
};
