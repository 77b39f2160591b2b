import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

const viewerRequest = '{"context":{"eventType":"viewer-request"},"request":';

test.each([
  ['null', 'is neither an origin-response event'],
  ['{}', 'is neither an origin-response event'],
  ['{"Records":[]}', 'Records: Too small: expected array to have >=1 items'],
  ['{"Records":[{"cf":{}}]}', 'Records.0.cf.request: Invalid input: expected object'],
  [
    '{"Records":[{"cf":{"request":{},"response":{}}}]}',
    'Records.0.cf.response.headers: Invalid input: expected record',
  ],
  [`${viewerRequest}{}}`, 'request.uri: Invalid input: expected string'],
  [`${viewerRequest}{"uri":"/a.jpg","querystring":5,"headers":3}}`, 'request.querystring: Invalid input'],
])('%s is no event', async (text, message) => {
  const file = join(await mkdtemp(join(tmpdir(), 'event-')), 'event.json');
  await writeFile(file, text);
  await expect(invoke(file, config)).rejects.toThrow(message);
});
