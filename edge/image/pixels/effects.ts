import type { Sharp } from 'sharp';
import { eachFrame, imageOf, type Pixels, parseColor, rasterize } from './pixels.ts';

/** `tint`: the image's lightness with the color's hue, most in the middle tones (sharp's `tint`, in CIE Lab). */
export const tint = (pixels: Pixels, color: string | undefined): Promise<Pixels> | Pixels => {
  if (color === undefined) return pixels;
  const [r, g, b] = parseColor(color);
  return rasterize(imageOf(pixels).tint({ r, g, b }), pixels).then((tinted) => ({
    ...tinted,
    frames: pixels.frames,
    height: pixels.height,
  }));
};

// imgix's scale, 0 to 2000, against a Gaussian's standard deviation: half of it times 0.22, as serverless-sharp found by
// comparing the two (https://github.com/venveo/serverless-sharp/blob/master/packages/serverless-sharp/src/image-ops/stylize.js).
const sigmaOfBlur = 0.11;
// Below the slight one, sharp's kernel has one pixel and does nothing; above the long one, blurring a smaller copy looks the same.
const [slightSigma, longSigma] = [0.6, 3];
// libvips' faster integer kernels sum to 98 % or 102 %: white would no longer be white.
const precision = 'float';

/** `blur`: Gaussian, on a scale of 0 to 2000, times the unit. */
export const blur = (pixels: Pixels, amount: number): Promise<Pixels> | Pixels => {
  const sigma = amount * sigmaOfBlur;
  if (sigma === 0) return pixels;
  if (sigma < slightSigma) return eachFrame(pixels, (image) => image.convolve(slightKernel(sigma)));
  if (sigma <= longSigma) return eachFrame(pixels, (image) => image.blur({ sigma, precision }));
  return blurSmall(pixels, sigma);
};

/** Three by three pixels with the variance of so narrow a Gaussian. */
const slightKernel = (sigma: number) => {
  const side = sigma ** 2 / 2;
  const row = [side, 1 - 2 * side, side];
  return { width: 3, height: 3, kernel: row.flatMap((down) => row.map((across) => down * across)), scale: 1 };
};

/** A strong blur leaves no detail, so it runs on a smaller copy with a short kernel, which is then enlarged. */
const blurSmall = async (pixels: Pixels, sigma: number): Promise<Pixels> => {
  const { width, height } = pixels;
  const factor = sigma / longSigma;
  const side = (length: number) => Math.max(1, Math.round(length / factor));
  const small = await eachFrame(pixels, (image) =>
    image
      .resize({ width: side(width), height: side(height), fit: 'fill', kernel: 'linear' })
      .blur({ sigma: longSigma, precision }),
  );
  return eachFrame(small, (image) => image.resize({ width, height, fit: 'fill', kernel: 'cubic' }));
};

/** `sharp`: sharpens lightness only, 0 to 100, where 50 is sharp's default (flat areas 1, edges 2, at one pixel). */
export const sharpen = (pixels: Pixels, amount: number): Promise<Pixels> | Pixels => {
  if (amount === 0) return pixels;
  const sharpened = (image: Sharp) => image.sharpen({ sigma: 1, m1: amount / 50, m2: amount / 25 });
  return pixels.channels === 4 ? sharpenTransparent(pixels, sharpened) : eachFrame(pixels, sharpened);
};

/**
 * libvips sharpens lightness but not alpha, which turns a transparent edge black. So the image is composited over its own
 * blurred colors, sharpened, and given its alpha back.
 */
const sharpenTransparent = async (pixels: Pixels, sharpened: (image: Sharp) => Sharp): Promise<Pixels> => {
  const spread = await eachFrame(pixels, (image) => image.blur({ sigma: 2, precision }).removeAlpha());
  const opaque = Buffer.from(spread.bytes);
  const channelsOf = (change: (from: number, to: number, alpha: number) => void) => {
    for (let from = 0, to = 0; from < pixels.bytes.length; from += 4, to += 3)
      for (let channel = 0; channel < 3; channel++) change(from + channel, to + channel, pixels.bytes[from + 3] ?? 0);
  };
  channelsOf((from, to, alpha) => {
    opaque[to] = Math.round(((pixels.bytes[from] ?? 0) * alpha + (opaque[to] ?? 0) * (255 - alpha)) / 255);
  });
  const done = await eachFrame({ ...spread, bytes: opaque }, sharpened);
  const bytes = Buffer.from(pixels.bytes);
  channelsOf((from, to) => {
    bytes[from] = done.bytes[to] ?? 0;
  });
  return { ...pixels, bytes };
};
