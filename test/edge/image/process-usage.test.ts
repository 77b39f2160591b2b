import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { usageOf, watchUsage } from '../../../edge/image/process-usage.ts';

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('CPU time and memory are what Node says of this process', () => {
  const usage = usageOf(process.pid);
  const { user, system } = process.cpuUsage();
  expect(Math.abs((usage?.cpu ?? 0) - (user + system) / 1000)).toBeLessThan(200);
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  expect(Math.abs((usage?.resident ?? 0) / (Number(kilobytes) * 1024) - 1)).toBeLessThan(0.2);
});

test.runIf(onLinux)('a watched process is read again, until it is closed', () => {
  const watched = watchUsage(process.pid);
  const before = watched.read()?.cpu ?? Number.NaN;
  for (const end = performance.now() + 60; performance.now() < end; );
  expect(watched.read()?.cpu).toBeGreaterThan(before);
  watched.close();
  watched.close();
  expect(watched.read()).toBeUndefined();
});

test.each([undefined, 999_999_999])('of process %s nothing is told', (pid) => {
  expect(usageOf(pid)).toBeUndefined();
});
