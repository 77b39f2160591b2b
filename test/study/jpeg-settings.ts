import sharp, { type JpegOptions } from 'sharp';
import { reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import type { Shot } from './photographs.ts';

/** Ways of writing a JPEG; the first is what the others are compared with, `ours` is what edge/image/encode/encodings.ts uses. */
const settings: [name: string, JpegOptions][] = [
  ['sharp’s default', {}],
  ['table 2', { quantisationTable: 2 }],
  ['table 3: ours up to 500,000 pixels', { quantisationTable: 3 }],
  ['table 3, progressive: ours above', { quantisationTable: 3, progressive: true }],
  ['table 3, progressive, trellis', { quantisationTable: 3, progressive: true, trellisQuantisation: true }],
  ['all of mozjpeg', { mozjpeg: true }],
  ['table 3, whole chroma', { quantisationTable: 3, chromaSubsampling: '4:4:4' }],
];

const qualities = [70, 80] as const;

type Measured = { score: number; bytes: number };
type Row = { name: string; share: number; cpu: number };

/** A table for each width: bytes at the score that sharp's default has between 70 and 80, and milliseconds of CPU a megapixel. */
export const jpegTable = async (photographs: AsyncIterable<Shot>): Promise<string> => {
  const widths = new Map<number, Map<string, { shares: number[]; cpu: number[] }>>();
  for await (const shot of photographs) {
    const longer = Math.max(shot.width, shot.height);
    const rows = widths.get(longer) ?? new Map(settings.map(([name]) => [name, { shares: [], cpu: [] }]));
    widths.set(longer, rows);
    for (const { name, share, cpu } of await compare(shot)) {
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
  return `# JPEG’s settings\n\nMade by \`npm run study -- --jpeg\`. Bytes at the same SSIMULACRA 2 score, of those of sharp’s default.\n\n${tables.join('\n\n')}\n`;
};

const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const compare = async ({ rgb, width, height }: Shot): Promise<Row[]> => {
  const known = reference({ rgb, width, height });
  const measure = async (options: JpegOptions, quality: number): Promise<Measured> => {
    const bytes = await write({ ...options, quality });
    return { score: score(known, await sharp(bytes).raw().toBuffer()), bytes: Math.log(bytes.length) };
  };
  const write = (options: JpegOptions) =>
    sharp(rgb, { raw: { width, height, channels: 3 } })
      .jpeg(options)
      .toBuffer();
  const cpuOf = async (options: JpegOptions): Promise<number> => {
    const found: number[] = [];
    for (let run = 0; run < 3; run++) {
      const before = process.cpuUsage();
      await write({ ...options, quality: 75 });
      const { user, system } = process.cpuUsage(before);
      found.push((user + system) / 1000 / ((width * height) / 1_000_000));
    }
    return Math.min(...found);
  };
  const rows: Row[] = [];
  let target: Measured | undefined;
  for (const [name, options] of settings) {
    const [low, high] = [await measure(options, qualities[0]), await measure(options, qualities[1])];
    target ??= { score: (low.score + high.score) / 2, bytes: (low.bytes + high.bytes) / 2 };
    const way = (target.score - low.score) / (high.score - low.score);
    const bytes = low.bytes + way * (high.bytes - low.bytes);
    rows.push({ name, share: Math.exp(bytes - target.bytes), cpu: await cpuOf(options) });
  }
  return rows;
};
