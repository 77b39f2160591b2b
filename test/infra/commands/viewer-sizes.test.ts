import { expect, test } from 'vitest';
import { dialectNames } from '../../../edge/query/dialects/registry.ts';
import { viewerSizes } from '../../../infra/commands/viewer-sizes.ts';

const sizes = await viewerSizes();

test.each(sizes)('$parts: $bytes bytes of $limit', ({ bytes, limit }) => {
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(bytes).toBeGreaterThan(4000);
});

test('each dialect is weighed, alone and with everything else that can be switched on', () => {
  const parts = sizes.map(({ parts }) => parts);
  expect(parts).toEqual(expect.arrayContaining(dialectNames.flatMap((name) => [name, `${name}, all features`])));
});
