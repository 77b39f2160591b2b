import { defineConfig } from 'vitest/config';

// `npm run test:apps`: the sample apps, installed from npm's registry, built and opened in a browser, one after another.
export default defineConfig({
  test: {
    include: ['test/apps/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    silent: 'passed-only',
  },
});
