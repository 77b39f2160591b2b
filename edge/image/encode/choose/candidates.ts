import type { Variant } from '../../../query/parameters.ts';
import { sampleOf } from '../../analysis/sample.ts';
import { reference, score } from '../../analysis/ssimulacra2.ts';
import { containerOf, type Encoding } from '../../formats/registry.ts';
import { writeTiff } from '../../formats/tiff/write.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { sharp } from '../../sharp.ts';
import type { EncodeBudget } from '../budget.ts';
import type { Encoded } from '../encodings.ts';

/** One encoding of a derivative, and its result. */
export type Candidate = {
  type: string;
  bytes: number;
  /** Absent where it is the original's own file. */
  encoding?: Encoding;
  /** The encoder's own. */
  quality?: number;
  /** It was sent. */
  chosen?: true;
  /** SSIMULACRA 2 against the pixels that were encoded, 100 where they are the same; with what it was compared on. */
  score?: number;
  scoredOn?: 'all pixels' | 'a sample';
};

/** All encodings of some pixels, and the one that is sent; the pixels where there are scores to be computed. */
type EncodedPixels = { made: Encoded[]; best: Encoded; pixels?: Pixels };

// Comparing a megapixel takes about as long as decoding twenty. Above, the tiles of a sample are compared: they are 0.7 of
// a score off (see sample.ts).
const wholePixels = 1_000_000;
// An answer without scores is better than none: none is begun with less than this until the answer must be out, or with
// less work allowed than comparing a megapixel takes.
const hurry = 2000;
const leastWork = 800;

/** The encodings as `explain` reports them; scores are computed for `explain` alone. */
export const candidatesOf = async (
  { made, best, pixels }: EncodedPixels,
  { explain }: Variant,
  budget: EncodeBudget,
): Promise<Candidate[]> => {
  const hasTime = () => budget.left() > hurry && budget.workLeft() > leastWork;
  const score = explain && pixels && hasTime() ? await scorer(pixels) : undefined;
  const candidates: Candidate[] = [];
  for (const each of made) {
    const { bytes, format, size: _, ...rest } = each;
    candidates.push({
      type: containerOf(format).type,
      ...rest,
      bytes: bytes.length,
      ...(bytes === best.bytes && { chosen: true }),
      ...(score && !each.size && hasTime() && (await score(bytes))),
    });
  }
  return candidates;
};

/** Decodes an encoding and compares it with the pixels that were encoded: as sRGB, of an animation the first frame. */
const scorer = async (pixels: Pixels) => {
  const original = pixels.profile ? await read(writeTiff(pixels, pixels.profile), pixels) : pixels;
  const sample = sampleOf(original, { whole: wholePixels });
  const known = reference(sample);
  return async (bytes: Buffer): Promise<Pick<Candidate, 'score' | 'scoredOn'>> => {
    const shown = sampleOf(await read(bytes, pixels), { whole: wholePixels });
    return { score: Number(score(known, shown.rgb).toFixed(1)), scoredOn: sample.whole ? 'all pixels' : 'a sample' };
  };
};

const read = async (bytes: Buffer, pixels: Pixels): Promise<Pixels> => {
  const image = sharp(bytes, { limitInputPixels: false }).toColorspace('srgb').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { ...pixels, bytes: data, channels: info.channels };
};
