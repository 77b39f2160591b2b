import { Underivable } from '../../errors.ts';
import type { Variant } from '../../query/parameters.ts';
import { focusStrategy, wholeOf } from '../geometry/close-up.ts';
import { type Measurements, type Original, planGeometry } from '../geometry/plan.ts';
import { readWatermark, type Watermark } from '../pixels/watermark.ts';
import { findFocus } from './focus.ts';
import { findTrim } from './trim.ts';

/** Measurements, with the watermark itself. */
type Measured = Omit<Measurements, 'mark'> & { mark?: Watermark };

/** Measures what the plan needs of the pixels: `trim`, `position=attention` and `entropy`, the watermark's size. Throws Underivable. */
export const measure = async (
  bytes: Uint8Array,
  { variant, original, mark: markBytes }: { variant: Variant; original: Original; mark?: Uint8Array | undefined },
): Promise<Measured> => {
  try {
    const [window, mark] = await Promise.all([
      variant.trim === undefined ? undefined : findTrim(bytes, variant, original),
      variant.mark === undefined ? undefined : readWatermark(variant.mark, markBytes),
    ]);
    const measured = { ...(window && { trimmed: window }), ...(mark && { mark }) };
    const strategy = focusStrategy(variant);
    if (!strategy) return measured;
    const plan = planGeometry(wholeOf(variant), original, measured);
    const shape = planGeometry(variant, original, measured).window;
    return { ...measured, focus: await findFocus(bytes, { plan, shape }, strategy) };
  } catch (error) {
    if (error instanceof Underivable) throw error;
    throw new Underivable('damaged', error instanceof Error ? error.message : 'undecodable', error);
  }
};
