import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { within } from '../../../edge/storage/timeout.ts';

test('work that is done in time is its result', async () => {
  expect(await within(1000, async () => 'done')).toBe('done');
});

test('work that fails in time is its error', async () => {
  await expect(within(1000, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test.each([[20], [0], [-1000]])(
  'work that never ends is stopped after %i ms, and is signaled',
  async (milliseconds) => {
    let told = false;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise(() => undefined);
    };
    await expect(within(milliseconds, work)).rejects.toMatchObject({ reason: 'out-of-time' });
    expect(told).toBe(true);
  },
);

test('work that fails too late has no effect', async () => {
  await expect(
    within(5, async () => {
      await sleep(20);
      throw new Error('late');
    }),
  ).rejects.toMatchObject({ reason: 'out-of-time' });
  await sleep(30);
});
