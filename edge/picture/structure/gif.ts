import type { Structure } from '../structure.ts';

/**
 * A GIF's blocks: how many frames, how far they reach. libvips gives every frame as a whole canvas, so an animation
 * costs canvas x frames, however little moves. A screen beyond 2,048 both ways is not believed where the frames are
 * smaller: so does the decoder (https://www.netsurf-browser.org/projects/libnsgif/), which also leaves out, without a
 * word, a frame that breaks off.
 */
export const gifStructure = (bytes: Buffer): Structure => {
  const screen = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  const reach = { width: 1, height: 1 };
  let frames = 0;
  let at = 13 + tableOf(bytes.readUInt8(10));
  // A GIF may break off anywhere; what came before it counts.
  while (at + 10 <= bytes.length && (bytes[at] === 0x2c || bytes[at] === 0x21)) {
    if (bytes[at] === 0x2c) {
      frames++;
      reach.width = Math.max(reach.width, bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5));
      reach.height = Math.max(reach.height, bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7));
      at = afterBlocks(bytes, at + 11 + tableOf(bytes.readUInt8(at + 9)));
    } else at = afterBlocks(bytes, at + 2);
  }
  const believed = screen.width <= 2048 || screen.height <= 2048;
  return {
    format: 'gif',
    coding: 'gif',
    width: Math.max(believed ? screen.width : 1, reach.width),
    height: Math.max(believed ? screen.height : 1, reach.height),
    frames: Math.max(1, frames),
    sampleBytes: 4,
    passes: 1,
    ...(at > bytes.length && { incomplete: true as const }),
    bytes,
  };
};

/** Bytes of a colour table. */
const tableOf = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Where a chain of data blocks ends; each begins with its length, the last has none. */
const afterBlocks = (bytes: Buffer, from: number) => {
  let at = from;
  while (bytes[at]) at += 1 + (bytes[at] ?? 0);
  return at + 1;
};
