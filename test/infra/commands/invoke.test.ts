import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoke } from '../../../infra/commands/invoke.ts';
import { config } from '../../support/config.ts';

const events = join(import.meta.dirname, '../../../samples/events');

test.each([
  ['viewer-request', /"variant"/],
  ['viewer-request-bad', /"statusCode": 400/],
  ['origin-response', /^200[\s\S]*image\/\w+, \d+ bytes \(\d+ as base64\): dist\/invoke\/origin-response\.\w+$/m],
  ['origin-response-missing', /^404/m],
  ['origin-response-not-modified', /^304[\s\S]*No body/m],
])('npm run invoke -- samples/events/%s.json', async (name, said) => {
  const lines = (await invoke(join(events, `${name}.json`), config)).join('\n');
  expect(lines).toMatch(said);
  expect(lines).not.toContain('would refuse');
});

test('a file that is no event is reported', async () => {
  await expect(invoke('package.json', config)).rejects.toThrow('package.json is neither an origin-response event');
});
