import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { folderOf } from '../../edge/storage/derivative-store.ts';
import { askedFor } from './asked-for.ts';
import { backfill, type ListedBatch } from './backfill.ts';
import { type Change, changesOf } from './changes.ts';
import { invalidate } from './invalidation.ts';
import type { Job, Resources, UpkeepSettings } from './job.ts';
import { logOutcome, type Outcome } from './log.ts';
import { makeAskedFor } from './make-asked-for.ts';
import { findOriginal, type Original } from './pregeneration.ts';
import { listStored, removeStored, staleOf } from './stale.ts';

/** The part of Lambda's context that is used. */
export type Context = { getRemainingTimeInMillis(): number };

// Milliseconds reserved for the response: nothing new is started in them.
const reserve = 20_000;

/**
 * The handler of the upkeep Lambda, which updates derivatives when originals change. It takes the bucket's events (through SQS)
 * and the batches of a backfill (from Step Functions).
 */
export const upkeep =
  (settings: UpkeepSettings, resources = resourcesOf(process.env)) =>
  async (event: SQSEvent | ListedBatch, context: Context) => {
    const job = {
      settings: withBuckets(settings, resources),
      resources,
      left: () => context.getRemainingTimeInMillis() - reserve,
    };
    return 'Records' in event ? processChanges(event, job) : backfill(event, job);
  };

/** Purges and pre-generates; what fails stays in the queue. Idempotent: SQS may deliver twice, and in any order. */
const processChanges = async ({ Records }: SQSEvent, job: Job): Promise<SQSBatchResponse> => {
  const { changes, unreadable } = changesOf(Records);
  const served = changes.filter((change) => pathsOf(change, job).length > 0);
  const outcome: Outcome = { removed: 0, invalidated: [], made: 0, kept: 0, underivable: [], failures: [] };
  const failed = new Set(unreadable);
  const fail = (changes: Change[], error: unknown) => {
    for (const { messageIds } of changes) for (const id of messageIds) failed.add(id);
    outcome.failures.push({ keys: changes.map(({ key }) => key), error: String(error) });
  };
  const current = await lookUpOriginals(served, { job, outcome, fail });
  if (job.settings.purge) await invalidateChanges(current, { job, outcome, fail });
  for (const { change, original } of current) {
    try {
      const asked = original ? await askedFor(change, job) : [];
      if (!original || asked.length === 0) continue;
      if (job.left() < 0) throw new Error('no time left');
      const tally = await makeAskedFor(original, asked, job);
      outcome.made += tally.made;
      outcome.kept += tally.kept;
      outcome.underivable.push(...tally.underivable);
    } catch (error) {
      fail([change], error);
    }
  }
  logOutcome(job.settings.edge.stack, outcome);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
};

/** A change, and the original in its current version; undefined: it was deleted. */
type CurrentState = { change: Change; original: Original | undefined };

/** What the steps of one batch share. */
type Batch = { job: Job; outcome: Outcome; fail: (changes: Change[], error: unknown) => void };

/** Looks up the original of each change; with `purge`, deletes its stale derivatives. */
const lookUpOriginals = async (changes: Change[], { job, outcome, fail }: Batch): Promise<CurrentState[]> => {
  const { settings, resources } = job;
  const current: CurrentState[] = [];
  for (const change of changes) {
    try {
      // List first: derivatives of a version uploaded after the listing are then not in it.
      const stored =
        settings.purge && resources.derivatives
          ? await listStored(resources.derivatives, nameOf(change, job), settings.edge.derivatives?.redirects)
          : [];
      const original = await findOriginal({ ...resources.originals, name: change.bucket }, change.key);
      if (original && change.onlyExpired) continue;
      const removed = staleOf(stored, original?.etag);
      if (resources.derivatives) await removeStored(resources.derivatives, removed);
      outcome.removed += removed.length;
      current.push({ change, original });
    } catch (error) {
      fail([change], error);
    }
  }
  return current;
};

/** Invalidates the changed originals in CloudFront, and the large derivatives that it caches from their own bucket. */
const invalidateChanges = async (current: CurrentState[], { job, outcome, fail }: Batch) => {
  if (current.length === 0) return;
  const { settings, resources } = job;
  const originals = [...new Set(current.flatMap(({ change }) => pathsOf(change, job)))];
  // CloudFront may cache large derivatives for a year, longer than their bucket keeps them: a listing does not show which.
  const deleted = resources.derivatives ? current.filter(({ original }) => !original) : [];
  const redirects = settings.edge.derivatives?.redirects ?? '_';
  const led = deleted.map(({ change }) => `${redirects}/${folderOf(nameOf(change, job)).replace('@', '%40')}/`);
  const paths = [...originals, ...led];
  const reason = current.flatMap(({ change }) => change.messageIds).join();
  try {
    outcome.invalidated.push(
      ...(await invalidate(resources.distribution, paths, { always: settings.rewritten, reason })),
    );
  } catch (error) {
    fail(
      current.map(({ change }) => change),
      error,
    );
  }
};

/** The paths of a changed original, without a leading slash: its key below each served folder of its bucket. */
const pathsOf = ({ bucket, key }: Change, { settings, resources }: Job): string[] => {
  const first = { bucket: resources.originals.name, folder: settings.folder };
  const folders = [first, ...(settings.further ?? [])].filter((each) => each.bucket === bucket);
  return folders.flatMap(({ folder }) => (key.startsWith(folder) ? [key.slice(folder.length)] : []));
};

/** An original in the names of its derivatives (edge/answer/image-request.ts). */
const nameOf = ({ bucket, key }: Change, { resources }: Job) => ({
  key,
  ...(bucket !== resources.originals.name && { bucket }),
});

/** The settings with the buckets of this region. */
const withBuckets = (settings: UpkeepSettings, { originals, derivatives }: Resources): UpkeepSettings => {
  const { edge } = settings;
  const stored = edge.derivatives && derivatives && { derivatives: { ...edge.derivatives, bucket: derivatives } };
  return { ...settings, edge: { ...edge, originals: { ...edge.originals, bucket: originals }, ...stored } };
};

/** Reads the names that the stack puts into the environment; both buckets are in the Lambda's region. */
const resourcesOf = (environment: NodeJS.ProcessEnv): Resources => {
  const { ORIGINALS: originals = '', DERIVATIVES: derivatives, DISTRIBUTION: distribution = '' } = environment;
  const region = environment.AWS_REGION ?? 'us-east-1';
  return {
    originals: { name: originals, region },
    ...(derivatives && { derivatives: { name: derivatives, region } }),
    distribution,
  };
};
