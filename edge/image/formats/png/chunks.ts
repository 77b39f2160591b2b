import { crc32 } from 'node:zlib';
import { Underivable } from '../../../errors.ts';

/** A chunk of a PNG (third edition, 5.3): what it holds, the whole of it, and whether the file ends within it. */
export type Chunk = { type: string; content: Buffer; whole: Buffer; isCut: boolean };

// Pixels in chunks of 512 bytes are 80,000 in a file of 40 MB; the usual 8 KB are 5,000.
const mostChunks = 100_000;

/** The chunks of a PNG in their order, also one that breaks off. Throws Underivable: chunks without end. */
export function* chunksOf(png: Buffer): Generator<Chunk> {
  let count = 0;
  for (let at = 8; at + 12 <= png.length; ) {
    if (++count > mostChunks) throw new Underivable('too-costly', `more than ${mostChunks} chunks`);
    const end = at + 12 + png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    yield { type, content: png.subarray(at + 8, end - 4), whole: png.subarray(at, end), isCut: end > png.length };
    at = end;
  }
}

/** The chunk that ends a PNG, which holds nothing. */
export const endChunk = (): Chunk => ({
  type: 'IEND',
  content: Buffer.alloc(0),
  whole: writeChunk('IEND', Buffer.alloc(0)),
  isCut: false,
});

/** The eight bytes that every PNG begins with. */
export const pngSignature: Buffer = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A chunk with its length and checksum. */
export const writeChunk = (type: string, content: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
};
