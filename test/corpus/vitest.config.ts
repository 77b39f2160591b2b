import { defineConfig } from 'vitest/config';

// `npm run test:corpus`: every file of ../shared/corpus. Two at a time, since each has a process of its own.
export default defineConfig({
  test: {
    include: ['test/corpus/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    fileParallelism: false,
    // The handler's own log is not read here; the table at the end is.
    onConsoleLog: (log) => !log.startsWith('{"_aws"'),
  },
});
