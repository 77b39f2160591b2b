import type { Kept, LambdaUsage } from './lambda-process.ts';
import type { Panel } from './plot.ts';
import type { SoakRequest } from './requests.ts';

/** What is measured now and then, and the milliseconds of the answers since the last time. */
export type Sample = LambdaUsage & Kept & { times: readonly number[] };

// Of the function's own process, without its workers.
const mostResident = 350e6;
const mostGrowth = 1.1;
// Requests of a half, from which on its quarters are no longer a start.
const leastJudged = 2000;

/** What goes wrong on purpose, as shares of S3's answers and of all requests. */
export type Disturbance = { faults: number; kills: number };

// Reasons of answers that only a disturbance explains; time may also run out on a busy machine.
const disturbed: { readonly [reason: string]: keyof Disturbance } = {
  'original-unreadable': 'faults',
  'original-changed': 'faults',
  fault: 'kills',
};

/** What is wrong with an answer; undefined if nothing is. */
export const judge = (
  { path, init, statuses }: SoakRequest,
  { answer, body }: { answer: Response; body: Uint8Array },
  disturbance: Disturbance,
): string | undefined => {
  const { status, headers } = answer;
  const reason = headers.get('x-image-reason') ?? problemReason(headers, body);
  const told = `${init.method ?? 'GET'} ${path}: ${status}, ${headers.get('x-cache')}, ${reason}`;
  if (/^(Lambda|Function\w*Error)/.test(headers.get('x-cache') ?? ''))
    return `${told}: ${Buffer.from(body).toString('latin1', 0, 400)}`;
  const cause = disturbed[reason];
  if (cause && disturbance[cause] === 0) return `${told}, without ${cause}`;
  // A problem's reason stands in its body, which an answer to HEAD lacks.
  const isDisturbed = init.method === 'HEAD' && disturbance.faults + disturbance.kills > 0;
  const isExplained = status === 503 && (cause !== undefined || reason === 'out-of-time' || isDisturbed);
  if (!statuses.includes(status) && !isExplained) return told;
  return status === 200 && body.length === 0 && init.method !== 'HEAD' && !path.startsWith('/empty')
    ? `${told}: empty`
    : undefined;
};

const problemReason = (headers: Headers, body: Uint8Array): string =>
  headers.get('content-type') === 'application/problem+json' && body.length > 0
    ? String(JSON.parse(Buffer.from(body).toString()).reason ?? '')
    : '';

/** What is printed and drawn of both halves, and what of it is too much. */
export const summarize = (halves: readonly (readonly Sample[])[]) => {
  const all = halves.flat();
  const judged = halves.map((half, index) => judgeMemory(half, ['one after another', 'at once'][index] ?? ''));
  const times = all.flatMap(({ times }) => times);
  const peak = Math.max(...all.map(({ resident, workers }) => resident + workers));
  const lines = [
    ...judged.map(({ line }) => line),
    `function and workers: at most ${megabytes(peak)}`,
    `open files ${range(all.map(({ files }) => files))}, active resources ${range(all.map(({ resources }) => resources))}`,
    `milliseconds: ${[50, 90, 99, 99.9].map((share) => `${share} % ${percentile(times, share).toFixed(0)}`).join(', ')}`,
  ];
  return { lines, failures: judged.flatMap(({ failures }) => failures), panels: panelsOf(all) };
};

const judgeMemory = (samples: readonly Sample[], name: string) => {
  // What V8 has not collected yet says nothing of what is kept.
  const quarters = byQuarter(samples.map(({ kept }) => kept));
  const workers = byQuarter(samples.map(({ workers }) => workers));
  const growth = (quarters[3] ?? 0) / (quarters[1] || 1);
  const most = Math.max(...samples.map(({ resident }) => resident));
  const isLong = samples.reduce((sum, { times }) => sum + times.length, 0) >= leastJudged;
  const figures = `${quarters.map(megabytes).join(', ')}; before it at most ${megabytes(most)}; its workers ${workers.map(megabytes).join(', ')}`;
  return {
    line: `${name}: function's memory by quarter, after a collection, ${figures}${isLong ? '' : '; too short a run to judge its growth'}`,
    failures: [
      ...(isLong && growth > mostGrowth
        ? [`${name}: memory grew to ${growth.toFixed(2)} of the second quarter's`]
        : []),
      ...(most > mostResident ? [`${name}: ${megabytes(most)}, expected at most ${megabytes(mostResident)}`] : []),
    ],
  };
};

/** The middle value of each quarter of a run. */
const byQuarter = (values: readonly number[]) =>
  [0, 1, 2, 3].map((quarter) =>
    percentile(values.slice((values.length * quarter) / 4, (values.length * (quarter + 1)) / 4), 50),
  );

const panelsOf = (samples: readonly Sample[]): Panel[] => [
  {
    title: 'Memory, MB',
    lines: [
      { name: 'function', color: '#1f6fb4', values: samples.map(({ resident }) => resident / 1e6) },
      { name: 'workers', color: '#d97a1e', values: samples.map(({ workers }) => workers / 1e6) },
    ],
  },
  {
    title: 'Time of an answer, ms',
    lines: [50, 90, 99].map((share, index) => ({
      name: `${share} %`,
      color: ['#1f6fb4', '#3a9a4b', '#c33'][index] ?? '#000',
      values: samples.map(({ times }) => percentile(times, share)),
    })),
  },
  {
    title: 'Open files and active resources of the function',
    lines: [
      { name: 'open files', color: '#1f6fb4', values: samples.map(({ files }) => files) },
      { name: 'active resources', color: '#d97a1e', values: samples.map(({ resources }) => resources) },
    ],
  },
];

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor((values.length * share) / 100))
  ] ?? 0;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

const range = (values: readonly number[]) => `${Math.min(...values)} to ${Math.max(...values)}`;
