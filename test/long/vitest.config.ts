import { defineConfig } from 'vitest/config';

/** What takes too long for `npm test`, which runs the rest. */
export const longTests = [
  'test/doors/*.test.ts',
  'test/drawings/*.test.ts',
  'test/edge/image/encode/gain-map.test.ts',
  'test/edge/image/encode/planted.test.ts',
  'test/edge/image/encode/smallest.test.ts',
  'test/edge/image/worker.test.ts',
  'test/infra/build/bundle.test.ts',
  'test/infra/build/viewer-functions.test.ts',
  'test/infra/commands/command.test.ts',
  'test/infra/release/*.test.ts',
  'test/infra/cost/cost.test.ts',
  'test/infra/stack/configurations.test.ts',
  'test/infra/stack/pairwise.test.ts',
  'test/infra/stack/permissions.test.ts',
  'test/infra/upkeep/upkeep.test.ts',
  'test/infra/verify/*.test.ts',
  'test/page*.test.ts',
  'test/soak/*.test.ts',
  'test/storage-faults/*.test.ts',
  'test/url/clients/crop-position.test.ts',
  'test/url/package.test.ts',
  'test/url/snippets.test.ts',
];

// `npm run test:long`: S3 that fails in every way, processes that are killed, ten times as many random queries, every
// place that hides metadata, the smallest format, the bundles, every command, the proof of a deployment, all configurations, releases and
// permissions, and the page and drawings in a browser. One file after another, since many of them take both processors.
export default defineConfig({
  test: {
    include: [
      ...longTests,
      'test/edge/query/properties.test.ts',
      'test/url/clients/random.test.ts',
      'test/url/clients/legal-options.test.ts',
    ],
    env: { QUERIES: '100000', CLIENT_URLS: '2000' },
    setupFiles: ['test/support/setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 20,
    silent: 'passed-only',
  },
});
