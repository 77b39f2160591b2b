import type { Job } from './job.ts';
import { findOriginal, pregenerate, type Tally, variantsOf } from './pregeneration.ts';

/** One object of the listing, as Step Functions passes it (step-functions/latest/dg/input-output-itemreader.html). */
export type Listed = { Key: string; Size: number };

/**
 * Makes the missing derivatives of a batch of originals. The report of the run has the returned tally, or the error: then Step
 * Functions retries the batch, and what is stored already costs one lookup each.
 */
export const backfill = async (items: Listed[], { settings, resources, left }: Job): Promise<Tally> => {
  const total: Tally = { made: 0, kept: 0, underivable: [] };
  const failures: string[] = [];
  for (const { Key: key, Size: size } of items) {
    const variants = size > 0 ? variantsOf(key, settings.pregenerated) : [];
    if (variants.length === 0) continue;
    try {
      if (left() < 0) throw new Error('no time left');
      const original = await findOriginal(resources.originals, key);
      if (!original) continue;
      const { made, kept, underivable } = await pregenerate(original, variants, { settings: settings.edge, left });
      total.made += made;
      total.kept += kept;
      total.underivable.push(...underivable);
    } catch (error) {
      failures.push(`${key}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
  return total;
};
