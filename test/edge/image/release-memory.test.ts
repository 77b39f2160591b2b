import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectAfter, keptMemory, releaseMemory } from '../../../edge/image/memory.ts';

const megabyte = 1024 * 1024;

test('memory that is released is gone, but what Node shares out stays', () => {
  const own = Buffer.allocUnsafeSlow(1000);
  const shared = Buffer.from('a few bytes');
  const part = Buffer.allocUnsafeSlow(1000).subarray(10);
  for (const bytes of [own, shared, part]) releaseMemory(bytes);
  expect([own.length, shared.toString(), part.length]).toEqual([0, 'a few bytes', 990]);
});

test('after 4 MB, and not before, what nobody holds is collected', async () => {
  // From here it counts anew.
  collectAfter(4 * megabyte);
  const before = process.memoryUsage().arrayBuffers;
  for (let piece = 0; piece < 32; piece++) Buffer.allocUnsafeSlow(megabyte);
  const more = () => process.memoryUsage().arrayBuffers - before;
  collectAfter(3 * megabyte);
  await sleep(50);
  expect(more()).toBeGreaterThan(20 * megabyte);
  collectAfter(megabyte);
  await expect.poll(more).toBeLessThan(12 * megabyte);
});

test('kept memory is the same for each original, but for long ones and after one was given up, which something may go on reading', () => {
  const kept = keptMemory(1000);
  const first = kept.take(1000);
  expect([kept.take(10).buffer === first.buffer, kept.take(10).length]).toEqual([true, 10]);
  expect([kept.take(1001).buffer === first.buffer, kept.take(1001).length]).toEqual([false, 1001]);
  kept.drop();
  expect(kept.take(10).buffer === first.buffer).toBe(false);
});
