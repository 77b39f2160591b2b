import type { Sharp } from 'sharp';
import { Underivable } from '../errors.ts';
import type { Format } from './format.ts';
import { sharp } from './loaders.ts';
import type { Pixels } from './pixels.ts';

/** What an encode may cost. */
export type Budget = {
  /** Most bytes of the result. */
  bytes: number;
  /** Milliseconds left until the answer must go out. */
  left: () => number;
};

/** The quality when none is asked: levels that look alike. */
const qualities: { [format in Format]: number } = { jpeg: 80, webp: 78, avif: 58, png: 100, gif: 100 };

// Below this a picture looks broken; then the original is the better answer.
const floor = 30;
// An encode is not begun with less time than this: the answer still has to travel.
const reserve = 1500;

const motion = ({ frames, delays, loop }: Pixels) => (frames > 1 ? { delay: delays, loop } : {});

const encoders: { [format in Format]: (image: Sharp, quality: number, pixels: Pixels) => Sharp } = {
  // Tables of mozjpeg and progressive scans without its slow trellis: a tenth of the time for most of the gain.
  jpeg: (image, quality) => image.jpeg({ quality, progressive: true, quantisationTable: 3 }),
  png: (image) => image.png({ compressionLevel: 6 }),
  webp: (image, quality, pixels) => image.webp({ quality, effort: 2, ...motion(pixels) }),
  avif: (image, quality, { width, height }) => image.avif({ quality, effort: width * height < 300_000 ? 2 : 0 }),
  gif: (image, _, pixels) => image.gif({ effort: 4, ...motion(pixels) }),
};

/**
 * Pixels -> bytes within a budget: at the quality asked, then lower by as much as the last try was over (imgproxy's way),
 * down to a floor. Throws Underivable: over the limit, or out of time.
 */
export const encode = async (
  pixels: Pixels,
  format: Format,
  asked: number | undefined,
  budget: Budget,
): Promise<Buffer> => {
  const { bytes, width, height, channels, frames } = pixels;
  const raw = { width, height: height * frames, channels, ...(frames > 1 && { pageHeight: height }) };
  let quality = asked ?? qualities[format];
  for (;;) {
    if (budget.left() < reserve) throw new Underivable('out-of-time', `${budget.left()} ms left`);
    const encoded = await encoders[format](sharp(bytes, { raw, limitInputPixels: false }), quality, pixels).toBuffer();
    if (encoded.length <= budget.bytes) return encoded;
    if (quality <= floor || format === 'png' || format === 'gif')
      throw new Underivable('over-the-limit', `${encoded.length} bytes of ${format} at quality ${quality}`);
    quality = Math.max(floor, Math.floor(quality * Math.min(0.9, Math.sqrt(budget.bytes / encoded.length))));
  }
};
