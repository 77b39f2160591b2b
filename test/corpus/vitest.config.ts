import { defineConfig } from 'vitest/config';

// `npm run test:corpus`: every file of ../shared/corpus. Two at a time, since each has a process of its own.
export default defineConfig({
  test: {
    include: ['test/corpus/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    fileParallelism: false,
    setupFiles: ['test/support/setup.ts'],
  },
});
