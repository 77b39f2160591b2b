import { frameOf, type Pixels } from './pixels.ts';

/** `pixelate`: squares of one color, their mean; `side` in pixels of the derivative. Those at the right and the bottom may be cut off. */
export const pixelate = (pixels: Pixels, side: number): Pixels => {
  const block = Math.round(side);
  if (block <= 1) return pixels;
  const frames = Array.from({ length: pixels.frames }, (_, frame) => ({ ...pixels, bytes: frameOf(pixels, frame) }));
  const bands = frames.flatMap((frame) =>
    Array.from({ length: Math.ceil(frame.height / block) }, (_, index) => bandOf(frame, index * block, block)),
  );
  return { ...pixels, bytes: Buffer.concat(bands) };
};

/** A row of blocks. */
const bandOf = (frame: Pixels, top: number, block: number): Buffer => {
  const { width, height, channels } = frame;
  const rows = Math.min(block, height - top);
  const colors = meansOf(frame, { top, rows, block });
  const row = Buffer.alloc(width * channels);
  for (let at = 0, x = 0; x < width; x++) {
    const from = Math.floor(x / block) * 4;
    for (let channel = 0; channel < channels; channel++) row[at++] = colors[from + channel] ?? 0;
  }
  return Buffer.concat(Array(rows).fill(row));
};

type Band = { top: number; rows: number; block: number };

/** The mean color of each block, r g b a. Colors count as much as they are opaque: what can't be seen gives no tinge. */
const meansOf = ({ bytes, width, channels }: Pixels, { top, rows, block }: Band): Float64Array => {
  const sums = new Float64Array(Math.ceil(width / block) * 4);
  for (let at = top * width * channels, y = 0; y < rows; y++)
    for (let x = 0; x < width; x++, at += channels) {
      const to = Math.floor(x / block) * 4;
      const alpha = channels === 4 ? (bytes[at + 3] ?? 0) : 255;
      for (let channel = 0; channel < 3; channel++)
        sums[to + channel] = (sums[to + channel] ?? 0) + (bytes[at + channel] ?? 0) * alpha;
      sums[to + 3] = (sums[to + 3] ?? 0) + alpha;
    }
  return sums.map((sum, at) => {
    const weight = sums[at - (at % 4) + 3] ?? 0;
    const columns = Math.min(block, width - Math.floor(at / 4) * block);
    if (at % 4 === 3) return Math.round(sum / (columns * rows));
    return weight === 0 ? 0 : Math.round(sum / weight);
  });
};
