import type { ImageContent } from '../../analysis/content.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { EncodeJob } from '../encode-job.ts';
import type { Encoded } from '../encodings.ts';
import { isAccepted } from './accepted.ts';

/** The original's own format, which may need fewer bytes than `against`; `isSure`: it is tried without asking a sample first. */
type SameFormat = { encoding: Encoding; against: Encoding | undefined; isSure: boolean };

/** What the pixels are; `area` counts those of all frames, `transparent` says that they have a channel of alpha. */
type Seen = Pick<ImageContent, 'moves' | 'graphic'> & { area: number; transparent: boolean };

// The share of the original's bytes, pixel for pixel, from which the original's format is worth trying. A derivative usually needs less.
const usualShare = 0.75;
// The same, from which an animation is tried as a GIF without a sample: dithered in two colors, it needs three times the original's bytes
// as WebP. Below, none of some 200 resized ones (text, charts, maps and photographs, of 8 to 216 colors) needed less than 1.26 times
// WebP's bytes as a GIF, since resizing adds colors; at their own size, half to three times.
const muchMore = 2;
// Pixels of all frames above which one more encode takes too long.
const cheap = 1_500_000;
// Pixels of all frames up to which a GIF is written in a few milliseconds, whatever the original's bytes say: many GIFs are far larger than
// they need to be, and a small one needs fewer bytes than WebP more often than a large one.
const small = 200_000;

/** Whether an original is a GIF, and its derivative so small that it is always tried as one too. `area`: pixels of all frames. */
export const isSmallGif = ({ original }: EncodeJob, area: number): boolean =>
  original.format === 'gif' && area <= small;

/**
 * `format=auto` must not need more bytes than the original's own format, and a sample does not always tell: of files that were
 * optimized for that format, such as dithered GIFs. So where little is saved, it is tried too.
 */
export const sameFormat = (
  best: Encoded,
  job: EncodeJob,
  { moves, graphic, area, transparent }: Seen,
): SameFormat | undefined => {
  const { variant, original, originalBytes } = job;
  const { format, width, height, frames } = original;
  if (variant.format !== 'auto' || best.format === format || area > cheap || !isAccepted(format, variant))
    return undefined;
  const needed = best.bytes.length / ((area / (width * height * frames)) * originalBytes);
  const isSmall = isSmallGif(job, area);
  if (needed <= usualShare && !isSmall) return undefined;
  const against = best.encoding;
  if (format === 'jpeg') return transparent ? undefined : { encoding: format, against, isSure: true };
  if (format !== 'png' && format !== 'gif') return undefined;
  const isSure = isSmall || !moves || graphic || needed > muchMore;
  return isSure || !job.resized ? { encoding: format, against, isSure } : undefined;
};
