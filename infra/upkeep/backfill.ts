import { askedFor } from './asked-for.ts';
import type { Job } from './job.ts';
import { makeAskedFor } from './make-asked-for.ts';
import { findOriginal, type Tally } from './pregeneration.ts';

/** One object of the listing, as Step Functions passes it (step-functions/latest/dg/input-output-itemreader.html). */
export type Listed = { Key: string; Size: number };

/** A batch of a listing; `BatchInput` names the bucket where there are several (step-functions/latest/dg/input-output-itembatcher.html). */
export type ListedBatch = { Items: Listed[]; BatchInput?: { bucket: string } };

/**
 * Makes the missing derivatives of a batch of originals. The report of the run has the returned tally, or the error: then Step
 * Functions retries the batch, and what is stored already costs one lookup each.
 */
export const backfill = async ({ Items: items, BatchInput }: ListedBatch, job: Job): Promise<Tally> => {
  const bucket = { ...job.resources.originals, ...(BatchInput && { name: BatchInput.bucket }) };
  const total: Tally = { made: 0, kept: 0, underivable: [] };
  const failures: string[] = [];
  for (const { Key: key, Size: size } of items) {
    try {
      const asked = size > 0 ? await askedFor({ bucket: bucket.name, key }, job) : [];
      if (asked.length === 0) continue;
      if (job.left() < 0) throw new Error('no time left');
      const original = await findOriginal(bucket, key);
      if (!original) continue;
      const { made, kept, underivable } = await makeAskedFor(original, asked, job);
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
