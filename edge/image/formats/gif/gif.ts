import { Underivable } from '../../../errors.ts';
import type { Container, ContainerProbe, Price } from '../container.ts';
import { afterBlocks, tableOf } from './blocks.ts';
import { stripGif } from './strip.ts';

// Measured as in jpeg.ts: 185 ms, 57 MB · 48 frames of 0.25 megapixels 375 ms, 35 MB.
const price: Price = { megapixel: 32, held: 1.2 };

/**
 * A GIF's blocks: the number of frames, and the area that they cover. libvips decodes every frame as a whole canvas, so an
 * animation costs canvas x frames, however small its changes. It skips a truncated frame silently.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  const { frames, end } = readFrames(bytes);
  const { width, height } = canvasOf(bytes, frames);
  return {
    price,
    width,
    height,
    frames: Math.max(1, frames.length),
    sampleBytes: 4,
    passes: 1,
    ...(end > bytes.length && { incomplete: true as const }),
    bytes: uncovered(bytes, frames, { left: 0, top: 0, right: width, bottom: height }),
  };
};

// Old encoders wrote the size of the monitor.
const monitors = ['640x480', '640x512', '800x600', '1024x768', '1280x1024', '1600x1200'];

/**
 * The logical screen, and what stands out of it. A screen above 2,048 either way, without a side or of a monitor's size counts
 * for nothing, as in the decoder (https://www.netsurf-browser.org/projects/libnsgif/): then the frames alone count.
 */
const canvasOf = (bytes: Buffer, frames: Frame[]) => {
  const screen = screenOf(bytes);
  const sides = [screen.width, screen.height];
  const isBelieved = sides.every((side) => side > 0 && side <= 2048) && !monitors.includes(sides.join('x'));
  return {
    width: frames.reduce((most, { right }) => Math.max(most, right), isBelieved ? screen.width : 1),
    height: frames.reduce((most, { bottom }) => Math.max(most, bottom), isBelieved ? screen.height : 1),
  };
};

const screenOf = (bytes: Buffer) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) });

/** Browsers show the screen: where that is another size than the decoder's, the bytes are not the image that is asked for. */
const strip = (bytes: Buffer): Buffer | undefined => {
  const [shown, decoded] = [screenOf(bytes), canvasOf(bytes, readFrames(bytes).frames)];
  return shown.width === decoded.width && shown.height === decoded.height ? stripGif(bytes) : undefined;
};

type Area = { left: number; top: number; right: number; bottom: number };

/** Where its blocks begin (0 is none), and the color that nothing has, if there is one. */
type Frame = Area & { control: number; image: number; unused: number | undefined };

// Decoders list them all before they show the first: two million need 4 s and 1.2 GB, a hundred thousand nothing.
const mostFrames = 100_000;
// A frame has a graphic control extension besides; what lists blocks of five bytes needs 1.4 GB for four million.
const mostBlocks = 300_000;

const readFrames = (bytes: Buffer) => {
  const flags = bytes.readUInt8(10);
  const frames: Frame[] = [];
  let control = 0;
  let blocks = 0;
  let at = 13 + tableOf(flags);
  const shared = unusedIn(bytes.subarray(0, at), flags);
  // A GIF may break off anywhere; what came before it counts.
  while (at + 10 <= bytes.length && (bytes[at] === 0x2c || bytes[at] === 0x21)) {
    if (++blocks > mostBlocks) throw new Underivable('too-costly', `more than ${mostBlocks} blocks`);
    if (bytes[at] === 0x2c) {
      const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)];
      const [right, bottom] = [left + bytes.readUInt16LE(at + 5), top + bytes.readUInt16LE(at + 7)];
      const own = bytes.readUInt8(at + 9);
      const data = at + 10 + tableOf(own);
      const unused = own & 0x80 ? unusedIn(bytes.subarray(0, data), own) : shared;
      if (frames.length >= mostFrames) throw new Underivable('too-costly', `more than ${mostFrames} frames`);
      frames.push({ left, top, right, bottom, control, image: at, unused });
      control = 0;
      at = afterBlocks(bytes, data + 1);
    } else {
      if (bytes[at + 1] === 0xf9) control = at;
      at = afterBlocks(bytes, at + 2);
    }
  }
  return { frames, end: at };
};

/** A color that no pixel has: a table that is not full ends before it, a full one is filled up by repeating its last. */
const unusedIn = (upToTable: Buffer, flags: number) => {
  const isFull = (flags & 7) === 7;
  const [last, before] = [upToTable.subarray(-3), upToTable.subarray(-6, -3)];
  return !isFull || last.equals(before) ? 255 : undefined;
};

/**
 * Areas that no frame covers, or that a frame's disposal clears, are transparent in every browser. The decoder makes them black
 * or the background color unless the frame declares a transparent color: so one that no pixel uses is declared.
 */
const uncovered = (bytes: Buffer, frames: Frame[], canvas: Area): Buffer => {
  const parts: Buffer[] = [];
  let done = 0;
  for (const frame of baring(bytes, frames, canvas)) {
    const { control, image, unused = 0 } = frame;
    const declared = control > 0 ? Buffer.from(bytes.subarray(control, control + 8)) : Buffer.from(noControl);
    declared.writeUInt8(declared.readUInt8(3) | 1, 3);
    declared.writeUInt8(unused, 6);
    parts.push(bytes.subarray(done, control > 0 ? control : image), declared);
    done = control > 0 ? control + declared.length : image;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(done)]);
};

// GIF89a, section 23: a graphic control extension that says nothing.
const noControl = [0x21, 0xf9, 4, 0, 0, 0, 0, 0];

/** The frames that leave something of the canvas bare, and don't say so. */
const baring = (bytes: Buffer, frames: Frame[], canvas: Area): Frame[] => {
  const flags = ({ control }: Frame) => (control > 0 ? (bytes[control + 3] ?? 0) : 0);
  const isSaid = (frame: Frame) => (flags(frame) & 1) === 1;
  const isNowhereSaid = !frames.some(isSaid);
  return frames.filter((frame, index) => {
    const disposal = (flags(frame) >> 2) & 7;
    const next = frames[index + 1];
    // Back to what was before: before the first frame there was nothing.
    const isCleared = disposal === 2 || (index === 0 && disposal === 3);
    // What the next one lies over is seen all the same where that has holes.
    const goes = next && isCleared && (isSaid(next) || !covers(next, frame));
    const isSmall = index === 0 && isNowhereSaid && !covers(frame, canvas);
    return (goes || isSmall) && !isSaid(frame) && frame.unused !== undefined;
  });
};

const covers = (one: Area, other: Area) =>
  one.left <= other.left && one.top <= other.top && one.right >= other.right && one.bottom >= other.bottom;

/** GIF89a (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). */
export const gif = {
  type: 'image/gif',
  extensions: ['gif'],
  signatures: [
    [0, 'GIF87a'],
    [0, 'GIF89a'],
  ],
  lossy: false,
  alpha: true,
  animation: true,
  profile: false,
  loader: 'VipsForeignLoadNsgifBuffer',
  probe,
  strip,
  output: {
    encodings: ['gif'],
    // 12 megapixels: a noisy photograph 3.2 to 5.2 s, 160 MB; graphics 2 s.
    price: { megapixel: 240, held: 13 },
  },
} as const satisfies Container;
