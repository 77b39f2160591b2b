import type { ImageContent } from '../../analysis/content.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { EncodeJob } from '../encode-job.ts';
import type { Encoded } from '../encodings.ts';
import { isAccepted } from './accepted.ts';

/** The encoding of the original's own format, beside the one that was made; `isSure`: no sample need say whether it may be smaller. */
type Rival = { encoding: Encoding; against: Encoding | undefined; isSure: boolean };

/** What the pixels are; `area` counts those of all frames, `transparent` says that they have a channel of alpha. */
type Seen = Pick<ImageContent, 'moves' | 'graphic'> & { area: number; transparent: boolean };

// Of the original's bytes for as many pixels. A derivative usually needs fewer: its original has more detail than it needs.
const usualShare = 0.75;
// Of two colors, dithered, WebP needs three times as many; its own format has fewer colors then, until it fits into the original's bytes.
// Up to there, no animation that was resized needed less than 1.26 times WebP's bytes as a GIF, since new colors come between those that
// it had (some 200 of text, charts, maps and photographs, of 8 to 216 colors); at its own size, half to three times.
const muchMore = 2;
// Pixels of all frames, above which an encode more takes too long.
const cheap = 1_500_000;

/**
 * `format=auto` must not need more bytes than the original's own format, which a sample does not always tell: files that were
 * optimized for it, such as dithered GIFs. So where little is saved, that one may have to be tried too.
 */
export const ownRival = (
  best: Encoded,
  job: EncodeJob,
  { moves, graphic, area, transparent }: Seen,
): Rival | undefined => {
  const { variant, original, originalBytes } = job;
  const { format, width, height, frames } = original;
  if (variant.format !== 'auto' || best.format === format || area > cheap || !isAccepted(format, variant))
    return undefined;
  const needed = best.bytes.length / ((area / (width * height * frames)) * originalBytes);
  if (needed <= usualShare) return undefined;
  const against = best.encoding;
  if (format === 'jpeg') return transparent ? undefined : { encoding: format, against, isSure: true };
  if (format !== 'png' && format !== 'gif') return undefined;
  const isSure = !moves || graphic || needed > muchMore;
  return isSure || !job.resized ? { encoding: format, against, isSure } : undefined;
};
