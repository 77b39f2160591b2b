import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { costOfDecoding } from '../../edge/image/cost.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import { config } from '../support/config.ts';
import { chart } from '../support/images/chart.ts';
import { plantedOriginals } from '../support/images/planted.ts';

/** Files that mutants are made of; picks one by a number from 0 to below 1, small and cheap ones often. */
export type Seeds = { count: number; pick: (share: number) => Buffer };

const corpus = process.env.CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
const samples = join(import.meta.dirname, '../../samples');

// Bytes of a file of which mutants are made.
const longest = 1_500_000;
// The weight of a file halves with so many milliseconds of decoding, and so many bytes.
const usualMilliseconds = 4;
const usualBytes = 8000;
// Drawn files are small and of every kind that containers have: half of all mutants.
const drawnShare = 0.5;

/** The drawn originals, and the corpus where there is one, else the samples. */
export const readSeeds = async (): Promise<Seeds> => {
  const drawn = await drawnOriginals();
  const files = await readFiles(existsSync(corpus) ? corpus : samples);
  const pickDrawn = weighted(drawn);
  const pickFile = weighted(files);
  return {
    count: drawn.length + files.length,
    pick: (share) =>
      share < drawnShare ? pickDrawn(share / drawnShare) : pickFile((share - drawnShare) / (1 - drawnShare)),
  };
};

const readFiles = async (directory: string): Promise<Buffer[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/\.(ts|md|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const small = await Promise.all(paths.map(async (path) => (await stat(path)).size <= longest));
  return Promise.all(paths.filter((_, at) => small[at]).map((path) => readFile(path)));
};

/** Every way in which each container holds pixels, in a few hundred bytes. */
const drawnOriginals = async (): Promise<Buffer[]> => {
  const size = { width: 40, height: 30 };
  const noise = Buffer.from(Uint8Array.from({ length: 40 * 30 * 4 }, (_, at) => (at * at * 7919) >> 5));
  const drawn = () => sharp(noise, { raw: { ...size, channels: 4 } });
  const opaque = () => drawn().removeAlpha();
  const encoded = [
    opaque().jpeg(),
    opaque().jpeg({ progressive: true }),
    opaque().jpeg({ chromaSubsampling: '4:4:4', optimizeCoding: true }),
    opaque().toColorspace('cmyk').jpeg(),
    opaque().grayscale().jpeg(),
    drawn().png(),
    opaque().png({ progressive: true }),
    drawn().png({ palette: true, colors: 16 }),
    opaque().toColorspace('rgb16').png(),
    opaque().grayscale().png(),
    opaque().webp(),
    drawn().webp(),
    drawn().webp({ lossless: true }),
    opaque().avif({ effort: 0 }),
    drawn().avif({ effort: 0, lossless: true }),
    drawn().gif(),
    ...(['lzw', 'deflate', 'packbits', 'jpeg', 'none'] as const).map((compression) => opaque().tiff({ compression })),
    opaque().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'lzw' }),
    opaque().withMetadata({ orientation: 6 }).jpeg(),
  ];
  return Promise.all([
    ...encoded.map((image) => image.toBuffer()),
    ...(['gif', 'webp'] as const).map((format) => chart({ ...size, format, frames: 4, alpha: true })),
    chart({ ...size, format: 'tiff', depth: 16 }),
    ...drawings.map((content) =>
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">${content}</svg>`,
      ),
    ),
    ...(await plantedOriginals()).map(([, , bytes]) => bytes),
  ]);
};

const drawings = [
  '<path d="M0 0h9v9z" stroke="red" stroke-dasharray="2 1"/><g transform="rotate(9)"><rect width="9" height="9"/></g>',
  '<defs><linearGradient id="g"><stop offset="0"/><stop offset="1" stop-color="red"/></linearGradient><filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs><circle r="9" fill="url(#g)" filter="url(#f)"/>',
  '<symbol id="s"><use href="#t"/></symbol><g id="t"><text x="3" y="9" font-size="8">Ab</text></g><use href="#s"/><use href="#t"/>',
  '<style>.a{fill:#f00;mask:url(#m)}@media print{*{fill:red}}</style><mask id="m"><rect width="30" height="30" fill="#fff"/></mask><pattern id="p" width="4" height="4"><path d="M0 0L4 4"/></pattern><rect class="a" width="60" height="40" fill="url(#p)"/>',
];

/** Picks from a list by weight. */
const weighted = (list: readonly Buffer[]) => {
  const sums: number[] = [];
  let total = 0;
  for (const bytes of list) {
    total += 1 / ((1 + millisecondsOf(bytes) / usualMilliseconds) * (1 + bytes.length / usualBytes));
    sums.push(total);
  }
  return (share: number): Buffer => list[sums.findIndex((sum) => sum >= share * total)] ?? Buffer.alloc(0);
};

/** Estimated of its decoding: measured, the same mutants would not follow from the same seed. */
const millisecondsOf = (bytes: Buffer) => {
  try {
    const probed = probe(bytes, config.limits);
    return costOfDecoding(probed).milliseconds;
  } catch {
    return 0;
  }
};
