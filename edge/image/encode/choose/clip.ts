import type { Pixels } from '../../pixels/pixels.ts';

// Enough to tell encodings apart; of an animation a few frames, since what changes between them counts.
const side = 256;
const least = 64;
const share = 0.15;
const frames = 3;
// Of a still image of so many pixels all is encoded: the best of these files is sent, and none is made twice.
const whole = 250_000;

/** The middle of the first frames, alpha included, to compare encodings on; all of a small image. */
export const clipOf = (pixels: Pixels): Pixels => {
  if (pixels.frames === 1 && pixels.width * pixels.height <= whole) return pixels;
  const part = Math.max(least, Math.min(side, Math.round(Math.sqrt(share * pixels.width * pixels.height))));
  const width = Math.min(part, pixels.width);
  const height = Math.min(part, pixels.height);
  const count = Math.min(frames, pixels.frames);
  const { channels } = pixels;
  const left = (pixels.width - width) >> 1;
  const top = (pixels.height - height) >> 1;
  const row = width * channels;
  const bytes = Buffer.alloc(row * height * count);
  for (let y = 0; y < height * count; y++) {
    const from = ((Math.floor(y / height) * pixels.height + top + (y % height)) * pixels.width + left) * channels;
    pixels.bytes.copy(bytes, y * row, from, from + row);
  }
  return { ...pixels, bytes, width, height, frames: count, delays: pixels.delays.slice(0, count) };
};

// Rows of a band, and which bands are taken, from top to bottom: transparency in the middle is seldom that at the edges. A multiple of
// 16, so that no block straddles two bands.
const band = 16;
const everyBand = 4;

/** Bands of a still image, alpha included: a quarter of it. */
export const bandsOf = (pixels: Pixels): Pixels => {
  const { height } = pixels;
  const row = pixels.width * pixels.channels;
  const bands: Buffer[] = [];
  for (let top = band; top < height || bands.length === 0; top += everyBand * band)
    bands.push(pixels.bytes.subarray((top < height ? top : 0) * row, Math.min(height, top + band) * row));
  const bytes = Buffer.concat(bands);
  return { ...pixels, bytes, height: bytes.length / row };
};
