import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { writeProfile } from '../../edge/image/color/icc-write.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { rgbSpaces, tagPng } from '../../samples/icc.ts';

/** One derivative of one original, as each peer is asked for it. Qualities are equal in the encoder's own numbers. */
export type Job = {
  title: string;
  original: string;
  /** As our service is asked: `q` is on JPEG's scale. */
  variant: Variant;
  /** As it is written with sharp. */
  plain: (image: Sharp) => Sharp;
  /** The same with every cheap setting that is known to pay. */
  stick: (image: Sharp) => Sharp;
  animated?: true;
};

const webp = (width: number, q: number): Pick<Job, 'variant' | 'plain' | 'stick'> => ({
  variant: { w: width, format: 'webp', q },
  plain: (image) => image.resize(width).webp({ quality: 75 }),
  stick: (image) => image.resize(width).webp({ quality: 75, effort: 2 }),
});

// Our q=72 is WebP's 75, our q=58 is AVIF's 50 (edge/image/encode/quality.ts).
export const jobs = {
  j1: {
    title: '3 MP JPEG to 720 JPEG',
    original: 'landscape.jpg',
    variant: { w: 720, format: 'jpeg', q: 80 },
    plain: (image) => image.resize(720).jpeg({ quality: 80 }),
    stick: (image) => image.resize(720).jpeg({ quality: 80, quantisationTable: 3 }),
  },
  j2: { title: '3 MP JPEG to 400 WebP', original: 'landscape.jpg', ...webp(400, 72) },
  j3: {
    title: '3 MP JPEG to 800 AVIF',
    original: 'landscape.jpg',
    variant: { w: 800, format: 'avif', q: 58 },
    plain: (image) => image.resize(800).avif({ quality: 50 }),
    stick: (image) => image.resize(800).avif({ quality: 50, effort: 1 }),
  },
  j4: { title: '12 MP JPEG to 1200 WebP', original: 'large.jpg', ...webp(1200, 72) },
  j4b: {
    title: '22 MP JPEG in Display P3 to 1200 WebP',
    original: 'wide.jpg',
    ...webp(1200, 72),
    stick: (image) => image.resize(1200).withIccProfile('srgb').webp({ quality: 75, effort: 2 }),
  },
  j5: {
    title: 'PNG with alpha to 300 PNG',
    original: 'alpha.png',
    variant: { w: 300, format: 'png' },
    plain: (image) => image.resize(300).png(),
    stick: (image) => image.resize(300).png(),
  },
  j5b: { title: '7 MP photograph in a PNG to 800 WebP', original: 'photo.png', ...webp(800, 72) },
  j6: { title: 'Animated GIF to 200 WebP', original: 'animation.gif', ...webp(200, 72), animated: true },
  k1: {
    title: '12 MP JPEG to 1200, format=auto (AVIF)',
    original: 'large.jpg',
    variant: { w: 1200, format: 'auto', fmts: ['avif', 'webp'], q: 58 },
    plain: (image) => image.resize(1200).avif({ quality: 50 }),
    stick: (image) => image.resize(1200).avif({ quality: 50, effort: 1 }),
  },
  k2: {
    title: '12 MP JPEG to 1200 WebP, q=auto',
    original: 'large.jpg',
    variant: { w: 1200, format: 'webp', q: 'auto' },
    plain: (image) => image.resize(1200).webp(),
    stick: (image) => image.resize(1200).webp({ effort: 2 }),
  },
} satisfies Record<string, Job>;

export type JobName = keyof typeof jobs;

/** A job by its name, with all that a job may have. */
export const jobOf = (name: JobName): Job => jobs[name];

export const isJob = (name: string): name is JobName => name in jobs;

let made: Promise<Map<string, Buffer>> | undefined;

/** The originals of all jobs by name: samples, and two made of one of them, once. */
export const originals = (): Promise<Map<string, Buffer>> => {
  made ??= makeOriginals();
  return made;
};

const makeOriginals = async () => {
  const names = ['landscape.jpg', 'large.jpg', 'alpha.png', 'animation.gif'];
  const samples = new Map<string, Buffer>();
  for (const name of names) samples.set(name, await readFile(new URL(`../../samples/${name}`, import.meta.url)));
  const large = samples.get('large.jpg') ?? Buffer.alloc(0);
  samples.set('photo.png', await sharp(large).resize(3000).png({ compressionLevel: 3 }).toBuffer());
  samples.set('wide.jpg', await wide(large));
  return samples;
};

/** A photograph at 22 megapixels, in Display P3. */
const wide = async (photo: Buffer) => {
  const png = await sharp(photo).resize(5500).png({ compressionLevel: 1 }).toBuffer();
  const tagged = tagPng(png, writeProfile(rgbSpaces.p3));
  return sharp(tagged).keepIccProfile().jpeg({ quality: 85 }).toBuffer();
};
