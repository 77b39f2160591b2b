import sharp from 'sharp';

/** A pseudo-random number generator: the same image in every run. */
const random = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Smooth light with grain, as PNG: what compresses like a photograph. */
export const photograph = (width: number, height: number, grain = 10): Promise<Buffer> => {
  const next = random(width * 7919 + height);
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, at++) {
        const light = Math.sin((x * (c + 2)) / 40) + Math.cos((y * (4 - c)) / 55) + Math.sin((x + y) / (9 + c)) / 3;
        pixels[at] = Math.max(0, Math.min(255, 128 + 45 * light + grain * (next() - 0.5)));
      }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
};

/** What hardly compresses at all, as PNG. */
export const noise = (width: number, height: number): Promise<Buffer> => photograph(width, height, 255);
