import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { collectAfter, keptMemory, releaseMemory } from '../../../edge/image/memory.ts';
import { fetchSettings } from '../../../infra/build/fetch-settings.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { config } from '../../support/config.ts';

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

/** V8's flags that are set by the time 4 MB have been read, in modules loaded anew. */
const flagsSet = async (load: () => Promise<unknown>): Promise<string[]> => {
  const flags: string[] = [];
  vi.resetModules();
  vi.doMock('node:v8', () => ({ setFlagsFromString: (flag: string) => flags.push(flag) }));
  const anew = await import('../../../edge/image/memory.ts');
  await load();
  anew.collectAfter(4 * megabyte);
  vi.doUnmock('node:v8');
  return flags;
};

const place = { originals: { name: 'photos', region: 'eu-west-1' }, front: 'none' as const };

test('the heap of our own functions grows before all of it is marked, that of a server that fetchImage is a part of does as before', async () => {
  const grows = expect.stringMatching('--heap-growing-percent');
  const edge = await flagsSet(async () =>
    (await import('../../../edge/origin-response.ts')).originResponse(originSettings(config)),
  );
  const server = await flagsSet(async () =>
    (await import('../../../edge/fetch.ts')).fetchImage(fetchSettings(config, place)),
  );
  expect(edge).toContainEqual(grows);
  expect(server).not.toContainEqual(grows);
});
