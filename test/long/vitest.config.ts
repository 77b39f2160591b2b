import { defineConfig } from 'vitest/config';

// `npm run test:long`: S3 that fails in every way, processes that are killed, ten times as many random queries, and
// drawings in a browser. One file
// after another, since Lambda's seconds are counted in them.
export default defineConfig({
  test: {
    include: [
      'test/drawings/*.test.ts',
      'test/edge/query/properties.test.ts',
      'test/url/clients/random.test.ts',
      'test/storage-faults/*.test.ts',
    ],
    env: { QUERIES: '100000', CLIENT_URLS: '2000' },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 20,
    silent: 'passed-only',
  },
});
