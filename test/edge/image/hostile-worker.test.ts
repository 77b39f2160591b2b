import type { ForkOptions } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { deriveInWorker } from '../../../edge/image/worker.ts';
import { reasonOf } from '../../support/bounds.ts';
import { config } from '../../support/config.ts';

const { hostile } = vi.hoisted(() => ({
  hostile: new URL('../../support/hostile-worker.ts', import.meta.url).pathname,
}));

vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  return { ...actual, fork: (_: string, options: ForkOptions) => actual.fork(hostile, options) };
});

const megabytes = 8;
const derived = (deed: string, left = 20_000) => {
  // More than a pipe holds.
  const bytes = Buffer.allocUnsafeSlow(megabytes * 1024 * 1024);
  return deriveInWorker(bytes, {
    variant: { w: 20, v: deed },
    limits: config.limits,
    budget: { bytes: 700_000, left: () => left },
  });
};

test('memory that the pipe still reads is not given back: an answer that came early says nothing of the original', async () => {
  const answer = await derived('answers before it has read the original');
  expect([answer.type, answer.fromWorker]).toEqual(['image/jpeg', undefined]);
  // Nor does the next job meet this worker: it would read what is left of the original.
  expect((await derived('answers in time')).fromWorker).toBe(true);
});

test.each([
  ['writes without end', 'fault'],
  ['writes no value', 'damaged'],
  ['writes a number', 'fault'],
  ['ends in the middle of an answer', 'damaged'],
])('a worker that %s is no more than a failed image: %s', async (deed, reason) => {
  const before = process.memoryUsage.rss();
  expect(await reasonOf(() => derived(deed))).toMatchObject({ reason });
  expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
});
