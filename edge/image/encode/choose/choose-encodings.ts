import type { Variant } from '../../../query/parameters.ts';
import type { ImageContent } from '../../analysis/content.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { sharp } from '../../sharp.ts';
import type { EncodeJob } from '../encode-job.ts';
import { rowOf } from '../encodings.ts';
import { isPromised, levelOf, search, usual } from '../quality.ts';
import { areaOf, type Write } from '../writer.ts';
import { encodingsOf } from './choose-format.ts';
import type { Ranked } from './clear-winner.ts';
import { rankEncodings } from './rank-encodings.ts';

/** An encoding, and its level on JPEG's scale; the file where comparing has made it already. */
export type Chosen = Pick<Ranked, 'encoding' | 'level' | 'file'>;
type Choosing = { content: ImageContent; hurried: boolean; write: Write };

// What comes so near to the best on a sample is encoded as a whole too, where that costs little. Samples of what is drawn
// tell less, and its encodings differ more.
const near = { photograph: 1.08, graphic: 1.35 };
const most = { photograph: 2, graphic: 3 };
const cheap = { photograph: 600_000, graphic: 1_200_000 };

/** The encodings that all pixels are written with, and at which level: one, or two that a sample can't tell apart. */
export const chooseEncodings = async (
  pixels: Pixels,
  job: EncodeJob,
  { content, hurried, write }: Choosing,
): Promise<Chosen[]> => {
  const { variant, gainMap } = job;
  const area = areaOf(pixels);
  const all = encodingsOf(job, { ...content, area, hurried });
  const encodings = gainMap ? all.filter((encoding) => rowOf(encoding).format === 'jpeg') : all;
  if (variant.format !== 'auto' || hurried || encodings.length < 2) {
    const level = await levelFor(pixels, variant.q, { encodings, write, hurried });
    return encodings.map((encoding) => ({ encoding, level: encoding === 'png8' ? (variant.q ? level : 100) : level }));
  }
  const ranked = await rankEncodings(pixels, encodings, { variant, write, content });
  // What was made to be compared has neither rights nor a gain map.
  const ready = job.rights || gainMap ? [] : ranked.filter(({ file }) => file);
  if (ready[0] && ready[0] === ranked[0]) return ready.slice(0, 1);
  const kind = content.graphic ? 'graphic' : 'photograph';
  const isNear = ({ ratio }: Ranked) => ratio < near[kind] && area < cheap[kind];
  const kept = ranked
    .filter((each, index) => index === 0 || isNear(each))
    .slice(0, most[kind])
    .map(({ encoding, level }) => ({ encoding, level }));
  if (!isPromised(variant.q)) return kept;
  const { q } = variant;
  return Promise.all(
    kept.map(async ({ encoding }) => ({
      encoding,
      level: await levelFor(pixels, q, { encodings: [encoding], write, hurried }),
    })),
  );
};

type Searching = { encodings: Encoding[]; write: Write; hurried: boolean };

/** The requested quality level; for a named one, the level whose score these pixels reach in the first lossy encoding. */
const levelFor = async (pixels: Pixels, q: Variant['q'], { encodings, write, hurried }: Searching): Promise<number> => {
  if (!isPromised(q)) return q ?? usual;
  const encoding = encodings.find((encoding) => rowOf(encoding).scale);
  const scale = encoding && rowOf(encoding).scale;
  if (!encoding || !scale || hurried) return levelOf(q);
  return search(pixels, q, {
    format: scale,
    encode: (sample, quality) => write(encoding, { quality }, sample),
    decode: (bytes) => sharp(bytes).toColorspace('srgb').raw().toBuffer(),
  });
};
