import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { folderOf } from '../../edge/storage/derivative-store.ts';
import { backfill, type Listed } from './backfill.ts';
import { type Change, changesOf } from './changes.ts';
import { invalidate } from './invalidation.ts';
import type { Job, Places, UpkeepSettings } from './job.ts';
import { logLine, type Work } from './log.ts';
import { lookUp, type Original, pregenerate, variantsOf } from './pregeneration.ts';
import { keptOf, remove, staleOf } from './stale.ts';

/** What of Lambda's context is used. */
export type Context = { getRemainingTimeInMillis(): number };

// Milliseconds kept back for the answer, and within which nothing new is begun.
const reserve = 20_000;

/**
 * Keeps the derivatives in step with the originals: a Lambda beside the bucket, for its events (through SQS) and for a
 * backfill (batches of Step Functions' listing).
 */
export const upkeep =
  (settings: UpkeepSettings, places = placesOf(process.env)) =>
  async (event: SQSEvent | { Items: Listed[] }, context: Context) => {
    const job = {
      settings: placed(settings, places),
      places,
      left: () => context.getRemainingTimeInMillis() - reserve,
    };
    return 'Records' in event ? follow(event, job) : backfill(event.Items, job);
  };

/** Purges and pre-generates; what fails stays in the queue. Anything of it may be done twice, in any order. */
const follow = async ({ Records }: SQSEvent, job: Job): Promise<SQSBatchResponse> => {
  const { changes, unreadable } = changesOf(Records);
  const served = changes.filter(({ key }) => key.startsWith(job.settings.folder));
  const work: Work = { removed: 0, invalidated: [], made: 0, kept: 0, underivable: [], failures: [] };
  const failed = new Set(unreadable);
  const fail = (changes: Change[], error: unknown) => {
    for (const { messageIds } of changes) for (const id of messageIds) failed.add(id);
    work.failures.push({ keys: changes.map(({ key }) => key), error: String(error) });
  };
  const seen = await seeAll(served, { job, work, fail });
  if (job.settings.purge) await purge(seen, { job, work, fail });
  for (const { change, original } of seen) {
    const variants = original ? variantsOf(original.key, job.settings.pregenerated) : [];
    if (!original || variants.length === 0) continue;
    try {
      if (job.left() < 0) throw new Error('no time left');
      const tally = await pregenerate(original, variants, { settings: job.settings.edge, left: job.left });
      work.made += tally.made;
      work.kept += tally.kept;
      work.underivable.push(...tally.underivable);
    } catch (error) {
      fail([change], error);
    }
  }
  logLine(job.settings.edge.stack, work);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
};

type Seen = { change: Change; original: Original | undefined };

type Doing = { job: Job; work: Work; fail: (changes: Change[], error: unknown) => void };

/** Looks at S3 for each change; with a purge what has become stale is removed. */
const seeAll = async (changes: Change[], { job, work, fail }: Doing): Promise<Seen[]> => {
  const { settings, places } = job;
  const seen: Seen[] = [];
  for (const change of changes) {
    try {
      // In this order: what is made of a version that comes after the listing is not in it.
      const kept = settings.purge && places.derivatives ? await keptOf(places.derivatives, change.key) : [];
      const original = await lookUp(places.originals, change.key);
      if (original && change.onlyExpired) continue;
      const removed = staleOf(kept, original?.etag);
      if (places.derivatives) await remove(places.derivatives, removed);
      work.removed += removed.length;
      seen.push({ change, original });
    } catch (error) {
      fail([change], error);
    }
  }
  return seen;
};

/** Removes from CloudFront what it keeps of the originals, and of derivatives that it read from their own bucket. */
const purge = async (seen: Seen[], { job, work, fail }: Doing) => {
  if (seen.length === 0) return;
  const { settings, places } = job;
  const originals = seen.map(({ change }) => change.key.slice(settings.folder.length));
  // CloudFront keeps them for a year: longer than their bucket does, so what is gone there tells nothing.
  const apart = places.derivatives ? seen.filter(({ original }) => !original) : [];
  const paths = [...originals, ...apart.map(({ change }) => `_/${folderOf(change.key)}/`)];
  const reason = seen.flatMap(({ change }) => change.messageIds).join();
  try {
    work.invalidated.push(...(await invalidate(places.distribution, paths, { always: settings.rewritten, reason })));
  } catch (error) {
    fail(
      seen.map(({ change }) => change),
      error,
    );
  }
};

const placed = (settings: UpkeepSettings, { originals, derivatives }: Places): UpkeepSettings => {
  const { edge } = settings;
  const kept = edge.derivatives && derivatives && { derivatives: { ...edge.derivatives, bucket: derivatives } };
  return { ...settings, edge: { ...edge, originals: { ...edge.originals, bucket: originals }, ...kept } };
};

/** The stack names them in the function's environment; both buckets lie in the function's region. */
const placesOf = (environment: NodeJS.ProcessEnv): Places => {
  const { ORIGINALS: originals = '', DERIVATIVES: derivatives, DISTRIBUTION: distribution = '' } = environment;
  const region = environment.AWS_REGION ?? 'us-east-1';
  return {
    originals: { name: originals, region },
    ...(derivatives && { derivatives: { name: derivatives, region } }),
    distribution,
  };
};
