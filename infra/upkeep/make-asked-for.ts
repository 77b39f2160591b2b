import { withAccess } from '../../edge/settings.ts';
import type { AskedFor } from './asked-for.ts';
import type { Job } from './job.ts';
import { type Original, pregenerate, type Tally } from './pregeneration.ts';

/** Makes what is asked for of an original, under the names that it has for each access. Throws if a retry may succeed. */
export const makeAskedFor = async (original: Original, asked: AskedFor[], job: Job): Promise<Tally> => {
  const { settings, resources, left } = job;
  const total: Tally = { made: 0, kept: 0, underivable: [] };
  for (const { access, variants } of asked) {
    const making = { settings: withAccess(settings.edge, access), firstBucket: resources.originals, left };
    const { made, kept, underivable } = await pregenerate(original, variants, making);
    total.made += made;
    total.kept += kept;
    total.underivable.push(...underivable);
  }
  return total;
};
