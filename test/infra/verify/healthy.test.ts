import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialectEntry, dialectNames } from '../../../edge/query/dialects/registry.ts';
import { sign } from '../../../edge/url/sign.ts';
import { logged } from '../../support/logged.ts';
import { idsOf, startDoctor } from './doctor.ts';

let doctor: Awaited<ReturnType<typeof startDoctor>>;
beforeAll(async () => {
  logged();
  doctor = await startDoctor();
});
afterAll(() => doctor.world.close());

describe('nothing fails', () => {
  const closed = { path: '/samples/*', bucket: 'originals', region: 'us-east-1', access: 'private' as const };
  const open = { access: 'public' as const };
  test.each<[config: string, count: number, changes: object]>([
    ['the default config', 60, {}],
    ['private originals', 55, { originals: { access: 'private' } }],
    ['private originals of one path', 55, { buckets: [closed] }],
    ['no derivatives bucket', 56, { originals: open, derivatives: undefined }],
    ['a ladder', 58, { snap: 'default' }],
    ['a ladder of two', 58, { snap: [1000, 1200] }],
    ['presets only', 40, { presets: { thumb: 'w=100' }, presetsOnly: true }],
    ['signed paths', 62, { signing: { paths: ['/private/*'] } }],
    ['explain', 60, { explain: 'on' }],
    ['several CORS origins', 60, { cors: { origins: ['https://a.example.com', 'https://*.b.example.com'] } }],
    ...dialectNames.map((dialect): [string, number, object] => [
      dialect,
      dialectEntry(dialect).withoutAutoFormat ? 40 : 44,
      { dialects: [{ path: '*', dialect }] },
    ]),
  ])('%s: %i', { timeout: 300_000 }, async (_, count, config) => {
    const results = await doctor.examine({ config });
    expect(results.filter(({ status }) => status === 'failed' || status === 'blocked')).toEqual([]);
    expect(idsOf(results, 'passed')).toHaveLength(count);
  });
});

test('a folder that requires a signature', async () => {
  const secret = 'a secret of the tests';
  const config = { signing: { paths: ['/*'] } };
  const edge = { keyValueStore: new Map([['one', secret]]) };
  const signer = (path: string) => sign(path, { id: 'one', secret });
  const results = await doctor.examine({ config, edge, site: { sign: signer } });
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(idsOf(results, 'passed')).toHaveLength(60);
});
