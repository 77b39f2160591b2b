import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/corpus/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxConcurrency: 20,
    silent: 'passed-only',
  },
});
