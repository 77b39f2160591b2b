import type { Pixels } from '../pixels/pixels.ts';

/** What the pixels say about which encodings suit them. */
export type ImageContent = {
  /** Nothing is transparent. */
  opaque: boolean;
  /** Flat areas with hard edges, which lossless WebP writes smaller than any lossy encoder. */
  drawn: boolean;
  /** Half of it is flat or changes in one direction only, or it has few colors, as graphics and screenshots do: a sample tells less of it. */
  graphic: boolean;
  /** The part that is not transparent is no graphic. */
  photographic: boolean;
  /** Most of it is flat, or it has few colors and was not resized: a lossless encoder may win. */
  flat: boolean;
  /** Nearly without color, which saves some encoders more bytes than others. */
  gray: boolean;
  /** It has several frames. */
  moves: boolean;
};

// Share of pixels that equal their right neighbor. A flat graphic at its own size has 0.94; shrunk it has 0.75 (with soft
// edges lossy formats are three times smaller), a photograph 0.05, a painted sky 0.25.
const drawnShare = 0.9;
// Share of pixels that equal their neighbor to the right or below. Photographs have up to 0.64, screenshots and text that were not
// resized 0.57 to 0.9.
const graphicShare = 0.5;
// Where a lossless encoder may win. Of 171 opaque images of 120 to 1200 pixels it did from 0.89 on in the original's own pixels (below 0.8 it needed
// 1.5 times the bytes and more), and among resized ones, whose edges are soft, from 0.98 on: below, twice the bytes and more. Only a page of
// ruled lines, at its own size, repeats itself without being flat.
// An animation is compared in them from 0.94 on only: trying three ways on its frames costs a quarter of an encode.
const flatShare = { own: 0.8, resized: 0.97, moving: 0.94 };
// Different colors per pixel: photographs have a quarter and more. Line art that is nowhere flat may have a sixteenth.
const fewColors = 0.12;
// Levels of 255 by which the channels of a gray pixel may differ, since JPEG's are not quite gray; and the share of such pixels.
const grayLevels = 16;
const grayShare = 0.95;
const samples = 4096;

/** Examines all alpha values and some thousand pixels of the first frame. An animation never counts as drawn, which would save it nothing. */
export const analyzeContent = (pixels: Pixels, { resized }: { resized: boolean }): ImageContent => {
  const moves = pixels.frames > 1;
  const { all, visible } = sharesOf(pixels);
  const { repeated, flat, gray, colors } = all;
  const isFlat = flat >= flatShare[moves ? 'moving' : resized ? 'resized' : 'own'];
  return {
    opaque: isOpaque(pixels),
    drawn: !moves && repeated >= drawnShare,
    graphic: moves ? isFlat : flat >= graphicShare || colors <= fewColors,
    photographic: visible.flat < graphicShare && visible.colors > fewColors,
    flat: isFlat || (!moves && !resized && colors <= fewColors),
    gray: gray >= grayShare,
    moves,
  };
};

const isOpaque = ({ bytes, channels }: Pixels): boolean => {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < bytes.length; at += channels) if (bytes[at] !== 255) return false;
  return true;
};

/** Shares of all sampled pixels; and of those that are not transparent, whose alpha makes no other color. */
const sharesOf = ({ bytes, channels, width, height }: Pixels) => {
  const count = width * height;
  const hasAlpha = channels % 2 === 0;
  // Alpha is the last channel.
  const colorChannels = channels - 1;
  // Odd, or all samples of an even width might lie in one column.
  const step = Math.max(1, Math.floor(count / samples)) | 1;
  const [all, visible] = [newTally(), newTally()];
  for (let pixel = 0; pixel + 1 < count; pixel += step) {
    if ((pixel + 1) % width === 0) continue;
    const at = pixel * channels;
    const isRepeated = isSame(bytes, at, { other: at + channels, channels });
    const below = at + width * channels;
    const isFlat = isRepeated || (pixel + width < count && isSame(bytes, at, { other: below, channels }));
    const seen = { isRepeated, isFlat, isGray: channels < 3 || isGray(bytes, at) };
    tally(all, { ...seen, color: colorAt(bytes, at, channels) });
    if (hasAlpha && bytes[at + colorChannels] !== 0)
      tally(visible, { ...seen, color: colorAt(bytes, at, colorChannels) });
  }
  return { all: shareOf(all), visible: shareOf(hasAlpha ? visible : all) };
};

/** Numbers of pixels: all; equal to their right neighbor; to that or the one below; without color. And their colors. */
type Tally = { pixels: number; repeated: number; flat: number; gray: number; colors: Set<number> };

const newTally = (): Tally => ({ pixels: 0, repeated: 0, flat: 0, gray: 0, colors: new Set() });

type SeenPixel = { isRepeated: boolean; isFlat: boolean; isGray: boolean; color: number };

const tally = (counted: Tally, { isRepeated, isFlat, isGray, color }: SeenPixel): void => {
  counted.pixels += 1;
  if (isRepeated) counted.repeated += 1;
  if (isFlat) counted.flat += 1;
  if (isGray) counted.gray += 1;
  counted.colors.add(color);
};

/** Each number as a share of the pixels; all 0 where there are none. */
const shareOf = ({ pixels, repeated, flat, gray, colors }: Tally) => {
  const share = (part: number) => (pixels === 0 ? 0 : part / pixels);
  return { repeated: share(repeated), flat: share(flat), gray: share(gray), colors: share(colors.size) };
};

const colorAt = (bytes: Buffer, at: number, channels: number): number => {
  let color = 0;
  for (let here = at; here < at + channels; here++) color = color * 256 + (bytes[here] ?? 0);
  return color;
};

const isSame = (bytes: Buffer, at: number, { other, channels }: { other: number; channels: number }): boolean => {
  for (let here = 0; here < channels; here++) if (bytes[at + here] !== bytes[other + here]) return false;
  return true;
};

const isGray = (bytes: Buffer, at: number): boolean => {
  const [r = 0, g = 0, b = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  return Math.max(r, g, b) - Math.min(r, g, b) <= grayLevels;
};
