import type { Sharp } from 'sharp';
import { Underivable } from '../../errors.ts';
import type { Edges } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';

/** Pixels of a derivative before they are encoded: 8 bits a channel, frames below one another. */
export type Pixels = {
  bytes: Buffer;
  width: number;
  /** Of one frame. */
  height: number;
  channels: 1 | 2 | 3 | 4;
  frames: number;
  delays: number[];
  loop: number;
  /** The ICC profile of the colors; sRGB where absent. */
  profile?: Buffer;
};

/** Red, green, blue and alpha, 0 to 255. */
export type Color = readonly [r: number, g: number, b: number, a: number];

/** Canonical text of a color, rrggbb or rrggbbaa -> numbers. */
export const parseColor = (hex: string): Color => {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(0), part(2), part(4), hex.length > 6 ? part(6) : 255];
};

/** The part of sharp's output that is used. */
type Raw = { data: Buffer; info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } };

/** Runs a sharp pipeline; its frames lie below one another. Throws Underivable where the decoder gives more than colors and alpha. */
export const rasterize = async (image: Sharp, still: Omit<Pixels, keyof Raw['info'] | 'bytes'>): Promise<Pixels> => {
  const { data, info }: Raw = await image.toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  if (info.channels > 4) throw new Underivable('damaged', `${info.channels} channels`);
  return { ...still, bytes: data, width: info.width, height: info.height / still.frames, channels: info.channels };
};

/** The pixels as a sharp image, all frames in one tall image: for operations on single pixels. */
export const imageOf = ({ bytes, width, height, channels, frames }: Pixels): Sharp =>
  sharp(bytes, { raw: { width, height: height * frames, channels }, limitInputPixels: false });

/** The bytes of one frame. */
export const frameOf = ({ bytes, width, height, channels }: Pixels, frame: number): Buffer => {
  const length = width * height * channels;
  return bytes.subarray(frame * length, (frame + 1) * length);
};

/** Applies a change to each frame separately, so that no frame bleeds into the next. All frames must come out the same size. */
export const eachFrame = async (pixels: Pixels, change: (image: Sharp) => Sharp | Promise<Sharp>): Promise<Pixels> => {
  const raw = { width: pixels.width, height: pixels.height, channels: pixels.channels };
  const changed = await Promise.all(
    Array.from({ length: pixels.frames }, async (_, frame) => {
      const image = await change(sharp(frameOf(pixels, frame), { raw, limitInputPixels: false }));
      return rasterize(image, { ...pixels, frames: 1 });
    }),
  );
  const [first = pixels] = changed;
  return { ...first, bytes: Buffer.concat(changed.map(({ bytes }) => bytes)), frames: pixels.frames };
};

/** With an alpha channel. */
export const withAlpha = (pixels: Pixels): Pixels => {
  if (pixels.channels === 4) return pixels;
  const bytes = Buffer.alloc((pixels.bytes.length / 3) * 4, 255);
  for (let from = 0, to = 0; from < pixels.bytes.length; from += 3, to += 4) {
    bytes[to] = pixels.bytes[from] ?? 0;
    bytes[to + 1] = pixels.bytes[from + 1] ?? 0;
    bytes[to + 2] = pixels.bytes[from + 2] ?? 0;
  }
  return { ...pixels, bytes, channels: 4 };
};

/** With an alpha channel if the color to be added is transparent. */
export const withAlphaFor = (pixels: Pixels, color: Color) => (color[3] < 255 ? withAlpha(pixels) : pixels);

/** Adds edges of one color around each frame. */
export const extend = (given: Pixels, edges: Edges, color: Color): Pixels => {
  const pixels = withAlphaFor(given, color);
  const { channels, frames } = pixels;
  const width = pixels.width + edges.left + edges.right;
  const height = pixels.height + edges.top + edges.bottom;
  const bytes = Buffer.alloc(width * height * frames * channels, Buffer.from(color.slice(0, channels)));
  const row = pixels.width * channels;
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < pixels.height; y++) {
      const from = (frame * pixels.height + y) * row;
      const to = ((frame * height + edges.top + y) * width + edges.left) * channels;
      pixels.bytes.copy(bytes, to, from, from + row);
    }
  }
  return { ...pixels, bytes, width, height };
};
