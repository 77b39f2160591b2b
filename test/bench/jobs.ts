// Types alone: what this file loads, every peer loads before its first answer.
import type { Sharp } from 'sharp';
import type { Variant } from '../../edge/query/parameters.ts';

/** One derivative of one original, as each peer is asked for it. Qualities are equal in the encoder's own numbers. */
export type Job = {
  title: string;
  original: string;
  /** As our service is asked: `q` is on JPEG's scale. */
  variant: Variant;
  /** The encoder's quality, where it has one. */
  quality?: number;
  /** As it is written with sharp. */
  plain: (image: Sharp, quality?: number) => Sharp;
  /** The same with every cheap setting that is known to pay. */
  stick: (image: Sharp, quality?: number) => Sharp;
  animated?: true;
};

const webp = (width: number, q: number): Pick<Job, 'variant' | 'quality' | 'plain' | 'stick'> => ({
  variant: { w: width, format: 'webp', q },
  quality: 75,
  plain: (image, quality = 75) => image.resize(width).webp({ quality }),
  stick: (image, quality = 75) => image.resize(width).webp({ quality, effort: 2 }),
});

// Our q=72 is WebP's 75, our q=58 is AVIF's 50 (edge/image/encode/quality.ts).
export const jobs = {
  j1: {
    title: '3 MP JPEG to 720 JPEG',
    original: 'landscape.jpg',
    variant: { w: 720, format: 'jpeg', q: 80 },
    quality: 80,
    plain: (image, quality = 80) => image.resize(720).jpeg({ quality }),
    stick: (image, quality = 80) => image.resize(720).jpeg({ quality, quantisationTable: 3 }),
  },
  j2: { title: '3 MP JPEG to 400 WebP', original: 'landscape.jpg', ...webp(400, 72) },
  j3: {
    title: '3 MP JPEG to 800 AVIF',
    original: 'landscape.jpg',
    variant: { w: 800, format: 'avif', q: 58 },
    quality: 50,
    plain: (image, quality = 50) => image.resize(800).avif({ quality }),
    stick: (image, quality = 50) => image.resize(800).avif({ quality, effort: 1 }),
  },
  j4: { title: '12 MP JPEG to 1200 WebP', original: 'large.jpg', ...webp(1200, 72) },
  j4b: {
    title: '22 MP JPEG in Display P3 to 1200 WebP',
    original: 'wide.jpg',
    ...webp(1200, 72),
    stick: (image, quality = 75) => image.resize(1200).withIccProfile('srgb').webp({ quality, effort: 2 }),
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
    quality: 50,
    plain: (image, quality = 50) => image.resize(1200).avif({ quality }),
    stick: (image, quality = 50) => image.resize(1200).avif({ quality, effort: 1 }),
  },
  k2: {
    title: '12 MP JPEG to 1200 WebP, q=auto',
    original: 'large.jpg',
    variant: { w: 1200, format: 'webp', q: 'auto' },
    quality: 80,
    plain: (image, quality = 80) => image.resize(1200).webp({ quality }),
    stick: (image, quality = 80) => image.resize(1200).webp({ quality, effort: 2 }),
  },
} satisfies Record<string, Job>;

/** A job with an original of one's own, which has this name. */
export type OwnJobName = `own-${string}`;

export type JobName = keyof typeof jobs | OwnJobName;

/** Pixels: how wide derivatives of one's own files are, which are wider, since we enlarge nothing. */
export const ownWidth = 800;

const isOwn = (name: JobName): name is OwnJobName => name.startsWith('own-');

/** A job by its name, with all that a job may have. */
export const jobOf = (name: JobName): Job =>
  isOwn(name) ? { title: `to ${ownWidth} WebP`, original: name, ...webp(ownWidth, 72) } : jobs[name];

export const isJob = (name: string): name is JobName => name in jobs;

/** What others are asked for, which do not choose a format by themselves. */
export const othersFormat = ({ format }: Variant): string => (format === 'auto' ? 'avif' : String(format));
