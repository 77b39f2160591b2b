import { type Color, type Pixels, withAlphaFor } from './pixels.ts';

/**
 * Each frame through a mask (255 shows the image, 0 the color). Colors are weighted by their alpha, so that transparent
 * pixels don't darken an edge.
 */
export const blendMask = (given: Pixels, mask: Uint8Array, color: Color): Pixels => {
  const pixels = withAlphaFor(given, color);
  const { channels } = pixels;
  const bytes = Buffer.from(pixels.bytes);
  for (let at = 0, point = 0; at < bytes.length; at += channels, point++) {
    const shown = mask[point % mask.length] ?? 0;
    if (shown === 255) continue;
    const alpha = channels === 4 ? (bytes[at + 3] ?? 0) : 255;
    const there = shown * alpha;
    const added = (255 - shown) * color[3];
    const both = there + added;
    for (let channel = 0; channel < 3; channel++)
      bytes[at + channel] = both
        ? Math.round(((bytes[at + channel] ?? 0) * there + (color[channel] ?? 0) * added) / both)
        : 0;
    if (channels === 4) bytes[at + 3] = Math.round(both / 255);
  }
  return { ...pixels, bytes };
};

/** Paints a color behind the image; an opaque one removes the alpha channel. */
export const flatten = (pixels: Pixels, color: Color): Pixels => {
  if (pixels.channels !== 4 || color[3] === 0) return pixels;
  const channels = color[3] === 255 ? 3 : 4;
  const { bytes: from } = pixels;
  const bytes = Buffer.alloc((from.length / 4) * channels);
  for (let at = 0, to = 0; at < from.length; at += 4, to += channels) {
    const alpha = from[at + 3] ?? 0;
    const behind = ((255 - alpha) * color[3]) / 255;
    const both = alpha + behind;
    for (let channel = 0; channel < 3; channel++)
      bytes[to + channel] = Math.round(((from[at + channel] ?? 0) * alpha + (color[channel] ?? 0) * behind) / both);
    if (channels === 4) bytes[to + 3] = Math.round(both);
  }
  return { ...pixels, bytes, channels };
};

/** Composites an image with alpha over each frame, at a position inside it. */
export const overlay = (pixels: Pixels, over: Pixels, { left, top }: { left: number; top: number }): Pixels => {
  const { channels, width, height, frames } = pixels;
  const bytes = Buffer.from(pixels.bytes);
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < over.height; y++) {
      let at = ((frame * height + top + y) * width + left) * channels;
      let from = y * over.width * 4;
      for (let x = 0; x < over.width; x++, at += channels, from += 4) {
        const alpha = over.bytes[from + 3] ?? 0;
        if (alpha === 0) continue;
        const behind = ((255 - alpha) * (channels === 4 ? (bytes[at + 3] ?? 0) : 255)) / 255;
        const both = alpha + behind;
        for (let channel = 0; channel < 3; channel++)
          bytes[at + channel] = Math.round(
            ((over.bytes[from + channel] ?? 0) * alpha + (bytes[at + channel] ?? 0) * behind) / both,
          );
        if (channels === 4) bytes[at + 3] = Math.round(both);
      }
    }
  }
  return { ...pixels, bytes };
};
