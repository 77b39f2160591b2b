import sharp, { type Sharp } from 'sharp';
import { reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import type { Shot } from './photographs.ts';

type Setting = [name: string, write: (image: Sharp, quality: number) => Sharp];

/** Ways of writing a format; the first is what the others are compared with, `ours` is what edge/image/encode/encodings.ts uses. */
const encoders = {
  jpeg: [
    ['sharp’s default', (image, quality) => image.jpeg({ quality })],
    ['table 2', (image, quality) => image.jpeg({ quality, quantisationTable: 2 })],
    ['table 3: ours up to 500,000 pixels', (image, quality) => image.jpeg({ quality, quantisationTable: 3 })],
    [
      'table 3, progressive: ours above',
      (image, quality) => image.jpeg({ quality, quantisationTable: 3, progressive: true }),
    ],
    [
      'table 3, progressive, trellis',
      (image, quality) => image.jpeg({ quality, quantisationTable: 3, progressive: true, trellisQuantisation: true }),
    ],
    ['all of mozjpeg', (image, quality) => image.jpeg({ quality, mozjpeg: true })],
    [
      'table 3, whole chroma',
      (image, quality) => image.jpeg({ quality, quantisationTable: 3, chromaSubsampling: '4:4:4' }),
    ],
  ],
  webp: [
    ['effort 4, sharp’s default', (image, quality) => image.webp({ quality })],
    ['effort 0', (image, quality) => image.webp({ quality, effort: 0 })],
    ['effort 1', (image, quality) => image.webp({ quality, effort: 1 })],
    ['effort 2: ours', (image, quality) => image.webp({ quality, effort: 2 })],
    ['effort 3', (image, quality) => image.webp({ quality, effort: 3 })],
    ['effort 6', (image, quality) => image.webp({ quality, effort: 6 })],
  ],
} satisfies { [format: string]: Setting[] };

export type EncoderName = keyof typeof encoders;
export const encoderNames = Object.keys(encoders);
export const isEncoder = (name: string): name is EncoderName => name in encoders;

const qualities = [70, 80] as const;

type Measured = { score: number; bytes: number };
type Row = { name: string; share: number; cpu: number };

/** A table for each width: bytes at the score that the first setting has between 70 and 80, and milliseconds of CPU a megapixel. */
export const encoderTable = async (format: EncoderName, photographs: AsyncIterable<Shot>): Promise<string> => {
  const settings: Setting[] = encoders[format];
  const widths = new Map<number, Map<string, { shares: number[]; cpu: number[] }>>();
  for await (const shot of photographs) {
    const longer = Math.max(shot.width, shot.height);
    const rows = widths.get(longer) ?? new Map(settings.map(([name]) => [name, { shares: [], cpu: [] }]));
    widths.set(longer, rows);
    for (const { name, share, cpu } of await compare(shot, settings)) {
      rows.get(name)?.shares.push(Math.log(share));
      rows.get(name)?.cpu.push(cpu);
    }
  }
  const tables = [...widths].map(([width, rows]) =>
    [
      `| ${width} pixels | bytes | CPU ms a megapixel |`,
      '| --- | ---: | ---: |',
      ...[...rows].map(
        ([name, { shares, cpu }]) => `| ${name} | ${Math.exp(mean(shares)).toFixed(3)} | ${mean(cpu).toFixed(1)} |`,
      ),
    ].join('\n'),
  );
  return `# Settings of ${format}\n\nMade by \`npm run study -- --encoder ${format}\`. Bytes at the same SSIMULACRA 2 score, of those of sharp’s default.\n\n${tables.join('\n\n')}\n`;
};

const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const compare = async ({ rgb, width, height }: Shot, settings: Setting[]): Promise<Row[]> => {
  const known = reference({ rgb, width, height });
  const encode = (write: Setting[1], quality: number) =>
    write(sharp(rgb, { raw: { width, height, channels: 3 } }), quality).toBuffer();
  const measure = async (write: Setting[1], quality: number): Promise<Measured> => {
    const bytes = await encode(write, quality);
    return { score: score(known, await sharp(bytes).raw().toBuffer()), bytes: Math.log(bytes.length) };
  };
  const cpuOf = async (write: Setting[1]): Promise<number> => {
    const found: number[] = [];
    for (let run = 0; run < 3; run++) {
      const before = process.cpuUsage();
      await encode(write, 75);
      const { user, system } = process.cpuUsage(before);
      found.push((user + system) / 1000 / ((width * height) / 1_000_000));
    }
    return Math.min(...found);
  };
  const rows: Row[] = [];
  let target: Measured | undefined;
  for (const [name, write] of settings) {
    const [low, high] = [await measure(write, qualities[0]), await measure(write, qualities[1])];
    target ??= { score: (low.score + high.score) / 2, bytes: (low.bytes + high.bytes) / 2 };
    const way = (target.score - low.score) / (high.score - low.score);
    const bytes = low.bytes + way * (high.bytes - low.bytes);
    rows.push({ name, share: Math.exp(bytes - target.bytes), cpu: await cpuOf(write) });
  }
  return rows;
};
