import type { LambdaUsage } from './lambda-process.ts';
import type { Panel } from './plot.ts';
import type { SoakRequest } from './requests.ts';

/** What is measured now and then, and the milliseconds of the answers since the last time. */
export type Sample = LambdaUsage & { resources: number; times: readonly number[] };

// Of the function's own process, without its workers.
const mostResident = 350e6;
const mostGrowth = 1.1;

/** What is wrong with an answer; undefined if nothing is. */
export const judge = (
  { path, init, statuses }: SoakRequest,
  { answer, bytes }: { answer: Response; bytes: number },
): string | undefined => {
  const { status, headers } = answer;
  const told = `${init.method ?? 'GET'} ${path}: ${status}, ${headers.get('x-cache')}, ${headers.get('x-image-reason')}`;
  if (/^(Lambda|Function\w*Error)/.test(headers.get('x-cache') ?? '')) return told;
  // A derivative that can't be made is a problem with its reason, where the original is no answer.
  const isProblem = headers.has('x-image-reason') && headers.get('content-type') === 'application/problem+json';
  if (!statuses.includes(status) && !isProblem) return told;
  return status === 200 && bytes === 0 && init.method !== 'HEAD' && !path.startsWith('/empty')
    ? `${told}: empty`
    : undefined;
};

/** What is printed and drawn of both halves, and what of it is too much. */
export const summarize = (halves: readonly (readonly Sample[])[]) => {
  const all = halves.flat();
  const judged = halves.map((half, index) => growthOf(half, ['one after another', 'at once'][index] ?? ''));
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

const growthOf = (samples: readonly Sample[], name: string) => {
  const memory = samples.map(({ resident }) => resident);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    percentile(memory.slice((memory.length * quarter) / 4, (memory.length * (quarter + 1)) / 4), 50),
  );
  const growth = (quarters[3] ?? 0) / (quarters[1] || 1);
  const most = Math.max(...memory);
  const line = `${name}: function's memory by quarter ${quarters.map(megabytes).join(', ')}, at most ${megabytes(most)}`;
  return {
    line,
    failures: [
      ...(growth > mostGrowth ? [`${name}: memory grew to ${growth.toFixed(2)} of the second quarter's`] : []),
      ...(most > mostResident ? [`${name}: ${megabytes(most)}, expected at most ${megabytes(mostResident)}`] : []),
    ],
  };
};

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
