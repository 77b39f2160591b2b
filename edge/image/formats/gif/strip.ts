import { afterBlocks, tableOf } from './blocks.ts';

/**
 * Frames, their timing, the loop: each block in the one form that it can have, so that nothing hides behind its name. Undefined
 * where the file breaks off.
 */
export const stripGif = (bytes: Buffer): Buffer | undefined => {
  let at = 13 + tableOf(bytes.readUInt8(10));
  const parts = [bytes.subarray(0, at)];
  for (;;) {
    const kind = bytes.readUInt8(at);
    if (kind === 0x3b) return Buffer.concat([...parts, bytes.subarray(at, at + 1)]);
    if (kind !== 0x2c && kind !== 0x21) return undefined;
    const next = afterBlocks(bytes, kind === 0x2c ? at + 11 + tableOf(bytes.readUInt8(at + 9)) : at + 2);
    if (next > bytes.length) return undefined;
    parts.push(kind === 0x2c ? bytes.subarray(at, next) : cleanExtension(bytes.subarray(at, next)));
    at = next;
  }
};

// GIF89a, section 23, and Netscape's application extension: label, sizes of sub-blocks, the end.
const control = { start: '\x21\xf9\x04', length: 8 };
const loops = ['NETSCAPE2.0', 'ANIMEXTS1.0'].map((name) => ({ start: `\x21\xff\x0b${name}\x03\x01`, length: 19 }));

const cleanExtension = (block: Buffer): Buffer => {
  const isExact = [control, ...loops].some(
    ({ start, length }) => block.length === length && block.toString('latin1', 0, start.length) === start,
  );
  return isExact ? block : Buffer.alloc(0);
};
