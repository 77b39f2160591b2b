import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { writeProfile } from '../../edge/image/color/icc-write.ts';
import { derive } from '../../edge/image/derive.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { command, numberOf } from '../../infra/commands/command.ts';
import { rgbSpaces, tagPng } from '../../samples/icc.ts';
import { config } from '../support/config.ts';

/** What is made of what: as a variant, and as somebody would write it with sharp. */
type Job = [name: string, original: Buffer, variant: Variant, plain: (image: Sharp) => Sharp, animated?: true];

const sample = (name: string) => readFile(new URL(`../../samples/${name}`, import.meta.url));

const jobs = async (): Promise<Job[]> => {
  const [landscape, large, alpha, moving] = await Promise.all(
    ['landscape.jpg', 'large.jpg', 'alpha.png', 'animation.gif'].map(sample),
  );
  if (!landscape || !large || !alpha || !moving) throw new Error('a sample is missing');
  const photo = await sharp(large).resize(3000).png({ compressionLevel: 3 }).toBuffer();
  return [
    [
      'j1 3 MP JPEG to 720 JPEG',
      landscape,
      { w: 720, format: 'jpeg', q: 80 },
      (i) => i.resize(720).jpeg({ quality: 80 }),
    ],
    [
      'j2 3 MP JPEG to 400 WebP',
      landscape,
      { w: 400, format: 'webp', q: 75 },
      (i) => i.resize(400).webp({ quality: 75 }),
    ],
    [
      'j3 3 MP JPEG to 800 AVIF',
      landscape,
      { w: 800, format: 'avif', q: 61 },
      (i) => i.resize(800).avif({ quality: 50 }),
    ],
    [
      'j4 12 MP JPEG to 1200 WebP',
      large,
      { w: 1200, format: 'webp', q: 75 },
      (i) => i.resize(1200).webp({ quality: 75 }),
    ],
    [
      'j4b 22 MP JPEG with a profile to 1200 WebP',
      await wide(large),
      { w: 1200, format: 'webp', q: 75 },
      (i) => i.resize(1200).webp({ quality: 75 }),
    ],
    ['j5 PNG with alpha to 300 PNG', alpha, { w: 300, format: 'png' }, (i) => i.resize(300).png()],
    [
      'j5b 7 MP photograph in a PNG to 800 WebP',
      photo,
      { w: 800, format: 'webp', q: 75 },
      (i) => i.resize(800).webp({ quality: 75 }),
    ],
    [
      'j6 animated GIF to 200 WebP',
      moving,
      { w: 200, format: 'webp', q: 75 },
      (i) => i.resize(200).webp({ quality: 75 }),
      true,
    ],
    [
      '12 MP JPEG to 1200, format=auto (AVIF)',
      large,
      { w: 1200, format: 'auto', fmts: ['avif', 'webp'] },
      (i) => i.resize(1200).avif(),
    ],
    // Its pixels are all that plain sharp gives.
    ['12 MP JPEG, format=json', large, { format: 'json' }, (i) => i.resize(100).raw()],
    ['12 MP JPEG, format=blurhash', large, { format: 'blurhash' }, (i) => i.resize(100).raw()],
    ['12 MP JPEG to 1200 WebP, q=auto', large, { w: 1200, format: 'webp', q: 'auto' }, (i) => i.resize(1200).webp()],
  ];
};

/** The photograph at 22 megapixels, in Display P3. */
const wide = async (photo: Buffer) => {
  const png = await sharp(photo).resize(5500).png({ compressionLevel: 1 }).toBuffer();
  return sharp(tagPng(png, writeProfile(rgbSpaces.p3)))
    .keepIccProfile()
    .jpeg({ quality: 85 })
    .toBuffer();
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const timed = async (work: () => Promise<Buffer>) => {
  const started = performance.now();
  const { length } = await work();
  return { milliseconds: performance.now() - started, bytes: length };
};

const usage = `npm run bench -- [--runs N] [--only TEXT]

Time and bytes beside plain sharp, in turns, so that both meet the same machine: trust the ratios.
  --runs N     of each job, of which the middle one counts; else 9
  --only TEXT  only jobs with this in their names`;

const options = { runs: { type: 'string', default: '9' }, only: { type: 'string', default: '' } } as const;

const main = async ({ values }: { values: { runs: string; only: string } }) => {
  const times = numberOf('--runs', values.runs, [1, 1000]);
  const chosen = (await jobs()).filter(([name]) => name.includes(values.only));
  if (chosen.length === 0) throw new Error(`--only is ${values.only}, which no job has in its name`);
  console.log('| job | plain sharp, ms | here, ms | ratio | plain sharp, bytes | here, bytes |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const [name, original, variant, plain, animated = false] of chosen) {
    const budget = { bytes: 100_000_000, left: () => 30_000 };
    const here = async () => (await derive(original, { variant, limits: config.limits, budget })).bytes;
    const there = () => plain(sharp(original, { animated }).autoOrient()).toBuffer();
    const [ours, theirs] = [[await timed(here)], [await timed(there)]];
    for (let run = 0; run < times; run++) {
      ours.push(await timed(here));
      theirs.push(await timed(there));
    }
    const [us, them] = [ours, theirs].map((runs) => median(runs.slice(1).map(({ milliseconds }) => milliseconds)));
    const cells = [name, them?.toFixed(1), us?.toFixed(1), ((us ?? 0) / (them ?? 1)).toFixed(2)];
    console.log(
      `| ${[...cells, theirs[0]?.bytes.toLocaleString('en'), ours[0]?.bytes.toLocaleString('en')].join(' | ')} |`,
    );
  }
};

await command(usage, { options }, main);
// A process that waits for large originals would keep this one.
process.exit();
