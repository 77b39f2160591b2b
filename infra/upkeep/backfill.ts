import type { Job } from './job.ts';
import { lookUp, pregenerate, type Tally, variantsOf } from './pregeneration.ts';

/** One object of the listing, as Step Functions hands it over (step-functions/latest/dg/input-output-itemreader.html). */
export type Listed = { Key: string; Size: number };

/**
 * Makes what the originals of a batch lack; what is kept already costs a look. The answer, and where anything failed for
 * now the error, stand in the report of the run. An error means that the batch is tried again.
 */
export const backfill = async (items: Listed[], { settings, places, left }: Job): Promise<Tally> => {
  const total: Tally = { made: 0, kept: 0, underivable: [] };
  const failures: string[] = [];
  for (const { Key: key, Size: size } of items) {
    const variants = size > 0 ? variantsOf(key, settings.pregenerated) : [];
    if (variants.length === 0) continue;
    try {
      if (left() < 0) throw new Error('no time left');
      const original = await lookUp(places.originals, key);
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
