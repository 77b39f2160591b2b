import type { Pixels } from '../pixels/pixels.ts';

/**
 * Four inks (cyan, magenta, yellow, black; 255 is all of it) as RGB where no profile says how they look. As Chromium and
 * Firefox show them: each ink takes away its own light, and black a share of what is left. (Safari uses the system's
 * generic press profile, as libvips does: duller.)
 */
export const inkToRgb = (pixels: Pixels): Pixels => {
  const { bytes: inks, width, height } = pixels;
  if (pixels.channels !== 4) return pixels;
  const bytes = Buffer.alloc(width * height * 3);
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += 3) {
    const light = 255 - (inks[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink++) bytes[to + ink] = Math.round(((255 - (inks[from + ink] ?? 0)) * light) / 255);
  }
  return { ...pixels, bytes, channels: 3 };
};
