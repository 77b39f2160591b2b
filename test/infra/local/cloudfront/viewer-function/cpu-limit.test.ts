import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { withinCpu } from '../../../../../infra/local/cloudfront/viewer-function/cpu-limit.ts';

const running = (text: string) => {
  const timeouts: number[] = [];
  const context = createContext({ now: () => performance.now() });
  const run = (timeout: number): unknown => {
    timeouts.push(timeout);
    return new Script(text).runInContext(context, { timeout });
  };
  return { run, timeouts };
};

/** Takes milliseconds by the clock, as a short function does on a machine that does much else. */
const waits = (milliseconds: number) => `{ const start = now(); while (now() - start < ${milliseconds}); } 'done'`;

test('what was ended by the clock before it had its CPU is run again, with more time', () => {
  const { run, timeouts } = running(waits(60));
  expect(withinCpu(run, { cpu: 10_000, clock: 5 })).toBe('done');
  expect(timeouts.slice(0, 4)).toEqual([5, 10, 20, 40]);
});

test('what does not end is ended once it has had its CPU', () => {
  const { run, timeouts } = running('for (;;);');
  const before = process.threadCpuUsage();
  expect(() => withinCpu(run, { cpu: 100, clock: 10 })).toThrow('timed out');
  const { user } = process.threadCpuUsage(before);
  expect(user).toBeGreaterThanOrEqual(90_000);
  expect(timeouts.length).toBeGreaterThan(1);
});

test('what throws is run once', () => {
  const { run, timeouts } = running('throw new TypeError("a")');
  expect(() => withinCpu(run)).toThrow('a');
  expect(timeouts).toHaveLength(1);
});
