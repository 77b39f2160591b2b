import { Underivable } from '../../errors.ts';
import type { Variant } from '../../query/parameters.ts';
import { type Measurements, type Original, planGeometry } from '../geometry/plan.ts';
import { readWatermark, type Watermark } from '../pixels/watermark.ts';
import { focusOf } from './focus.ts';
import { trimmed } from './trim.ts';

/** What was seen, with the watermark itself. */
type Seen = Omit<Measurements, 'mark'> & { mark?: Watermark };

/** What only pixels can tell, before the plan: `trim`, `position=attention` and `entropy`, the watermark's size. Throws Underivable. */
export const measure = async (
  bytes: Uint8Array,
  variant: Variant,
  original: Original,
  markBytes?: Uint8Array,
): Promise<Seen> => {
  try {
    const [window, mark] = await Promise.all([
      variant.trim === undefined ? undefined : trimmed(bytes, variant, original),
      variant.mark === undefined ? undefined : readWatermark(variant.mark, markBytes),
    ]);
    const seen = { ...(window && { trimmed: window }), ...(mark && { mark }) };
    const { position } = variant;
    if (typeof position !== 'string' || variant.fit !== 'cover') return seen;
    const centred = planGeometry(variant, original, seen);
    return { ...seen, focus: await focusOf(bytes, { plan: centred, shape: centred.window }, position) };
  } catch (error) {
    if (error instanceof Underivable) throw error;
    throw new Underivable('damaged', error instanceof Error ? error.message : 'undecodable', error);
  }
};
