import sharp from 'sharp';
import { reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import { effortOf, rowOf } from '../../edge/image/encode/encodings.ts';
import type { Lossy } from '../../edge/image/encode/quality.ts';
import type { Shot } from './photographs.ts';

// Qualities at which each encoder's mean score is measured; between them it is a straight line.
const measured: { [format in Lossy]: number[] } = {
  jpeg: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  webp: [1, 5, 15, 30, 45, 60, 70, 80, 90, 100],
  avif: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
};

/** What JPEG's qualities are to the other encoders: the rows of `levels` in edge/image/encode/quality.ts. */
export const levelTable = async (photographs: AsyncIterable<Shot>): Promise<string> => {
  const sums: { [format in Lossy]: number[] } = { jpeg: [], webp: [], avif: [] };
  let count = 0;
  for await (const { name, rgb, width, height } of photographs) {
    const known = reference({ rgb, width, height });
    for (const format of ['jpeg', 'webp', 'avif'] as const)
      for (const [index, quality] of measured[format].entries()) {
        const image = sharp(rgb, { raw: { width, height, channels: 3 } });
        const effort = effortOf(format, width * height, false);
        const bytes = await rowOf(format).write(image, { quality, effort, motion: {} }).toBuffer();
        const seen = score(known, await sharp(bytes).toColorspace('srgb').raw().toBuffer());
        sums[format][index] = (sums[format][index] ?? 0) + seen;
      }
    count += 1;
    console.log(`${name} ${width} x ${height}`);
  }
  const rows = measured.jpeg.map((quality, index) => {
    const mean = (sums.jpeg[index] ?? 0) / count;
    const same = (format: Lossy) =>
      at(
        sums[format].map((sum) => sum / count),
        measured[format],
        mean,
      ).toFixed(0);
    return `| ${quality} | ${same('webp')} | ${same('avif')} | ${mean.toFixed(1)} |`;
  });
  return `# Levels that look alike\n\n${count} images.\n\n| jpeg | webp | avif | score |\n| ---: | ---: | ---: | ---: |\n${rows.join('\n')}\n`;
};

/** Where a rising line of points reaches a height. */
const at = (heights: number[], places: number[], height: number): number => {
  const after = heights.findIndex((value) => value >= height);
  const index = after < 0 ? heights.length - 1 : Math.max(1, after);
  const [h0 = 0, h1 = 1, p0 = 0, p1 = 0] = [heights[index - 1], heights[index], places[index - 1], places[index]];
  return p0 + ((height - h0) / (h1 - h0)) * (p1 - p0);
};
