import { defineConfig } from 'vitest/config';
import { longTests } from './test/long/vitest.config.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run test:long`, `npm run test:corpus` and `npm run test:apps` are runs of their own.
    exclude: ['test/apps/**', 'test/corpus/**', ...longTests],
    setupFiles: ['test/support/setup.ts'],
    // By default one processor is left to the person at the machine, which of two is half.
    maxWorkers: '100%',
    // For what hangs: a busy machine takes many times as long as an idle one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 20,
    silent: 'passed-only',
  },
});
