import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingLines, jsonOf, junitOf, linesOf } from '../../../infra/verify/report.ts';
import { questions, type Result } from '../../../infra/verify/run.ts';
import { uploadTestImages } from '../../../infra/verify/uploads.ts';
import { config } from '../../support/config.ts';
import { logged } from '../../support/logged.ts';
import { startDoctor } from './doctor.ts';
import { faults } from './faults.ts';

let doctor: Awaited<ReturnType<typeof startDoctor>>;
beforeAll(async () => {
  logged();
  doctor = await startDoctor();
});
afterAll(() => doctor.world.close());

test('questions have ids of their own, and need earlier ones', () => {
  const ids = questions.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [at, { id, needs = [], cause, remedy }] of questions.entries()) {
    expect([id, needs.filter((need) => !ids.slice(0, at).includes(need))]).toEqual([id, []]);
    expect([id, cause.length > 10, remedy.length > 10]).toEqual([id, true, true]);
  }
});

const results: Result[] = [
  { id: 'a', promise: 'A & B', milliseconds: 1500, status: 'passed', observed: '200', finding: 'AWS does' },
  {
    id: 'b',
    promise: 'B',
    milliseconds: 2,
    status: 'failed',
    observed: '<503> \u0007',
    cause: 'it "fails"',
    remedy: 'mend it',
  },
  { id: 'c', promise: 'C', milliseconds: 0, status: 'blocked', why: 'needs: b' },
  { id: 'd', promise: 'D', milliseconds: 0, status: 'skipped', why: 'needs --bucket' },
];

test('as text', () => {
  expect(results.flatMap(linesOf)).toEqual([
    '✓ A & B: 200',
    '✗ B: <503> \u0007',
    '    cause: it "fails"',
    '    → mend it',
    '- C: skipped, needs: b',
  ]);
  const closing = closingLines(results);
  expect(closing).toEqual(
    expect.arrayContaining(['Observed behavior that AWS does not document:', '  AWS does', '  D']),
  );
  expect(closing.at(-1)).toBe('1 passed, 1 failed, 1 skipped because of these, 1 not applicable.');
});

test('as JSON', () => {
  expect(JSON.parse(jsonOf('https://d.example/', results))).toMatchObject({
    site: 'https://d.example/',
    passed: false,
    results,
  });
});

test('as JUnit', () => {
  const xml = junitOf('https://d.example/?a&b', results);
  expect(xml).toContain('<testsuites tests="4" failures="1" skipped="2">');
  expect(xml).toContain('name="https://d.example/?a&amp;b"');
  expect(xml).toContain('<testcase classname="prove" name="a: A &amp; B" time="1.500"/>');
  expect(xml).toContain('<failure message="&lt;503&gt; ?">cause: it &quot;fails&quot;\nremedy: mend it</failure>');
  expect(xml).toContain('<skipped message="needs: b"/>');
});

describe('advice', { timeout: 300_000 }, () => {
  test('stripped CORS is not put down to the query', async () => {
    const results = await doctor.examine({ ...faults['CORS is stripped'], uploadsTo: false });
    const failed = results.filter(({ status }) => status === 'failed');
    expect(failed[0]).toMatchObject({ id: 'cors', cause: expect.stringContaining('headers of CORS are missing') });
    expect(JSON.stringify(failed)).not.toContain('query');
  });

  test('missing samples are to be uploaded', async () => {
    const [failed] = (await doctor.examine({ folder: '/nowhere/', uploadsTo: false })).filter(
      ({ status }) => status === 'failed',
    );
    expect(failed).toMatchObject({
      id: 'samples',
      remedy: expect.stringContaining('s3://BUCKET/nowhere/ --recursive'),
    });
  });
});

test('the test images are put below a prefix of their own, and removed', async () => {
  const { url, uploads, removeAll } = await uploadTestImages('https://d.example/photos', 'originals', config);
  const keys = async () => {
    const { Contents = [] } = await doctor.world.s3.send(
      new ListObjectsV2Command({ Bucket: 'originals', Prefix: 'photos/' }),
    );
    return Contents.map(({ Key }) => Key);
  };
  await uploads.put('more.png', Buffer.from('x'), 'image/png');
  const prefix = decodeURIComponent(new URL(url).pathname.slice(1));
  expect(prefix).toMatch(/^photos\/edge-images-prove-[0-9a-f]{8}\/$/);
  expect(await keys()).toEqual(
    ['drawing.svg', 'large.jpg', 'more.png', 'rotated.jpg'].map((file) => `${prefix}${file}`),
  );
  await removeAll();
  expect(await keys()).toEqual([]);
});

test('a bucket that takes nothing is named', async () => {
  await expect(uploadTestImages('https://d.example/', 'nowhere', config)).rejects.toThrow(
    '--bucket is nowhere, expected',
  );
});

test('another bucket than that of the path is refused', async () => {
  const buckets = [{ path: '/shop/*', bucket: 'shop', region: 'eu-west-1', prefix: 'site' }];
  await expect(uploadTestImages('https://d.example/shop/', 'originals', { ...config, buckets })).rejects.toThrow(
    /^--bucket is originals, expected shop, which \/shop\/edge-images-prove-[0-9a-f]{8}\/ is served from$/,
  );
  const { url, removeAll } = await uploadTestImages('https://d.example/shop/', 'shop', { ...config, buckets });
  const { Contents = [] } = await doctor.world.s3.send(new ListObjectsV2Command({ Bucket: 'shop' }));
  expect(Contents[0]?.Key).toBe(`site${new URL(url).pathname}drawing.svg`);
  await removeAll();
});

test('the command asks over HTTP, writes both files and fails', { timeout: 120_000 }, async () => {
  const server = createServer((_, outgoing) => outgoing.writeHead(500).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  const junit = join(folder, 'prove.xml');
  const root = join(import.meta.dirname, '../../..');
  const line = [join(root, 'infra/verify/verify.ts'), `http://127.0.0.1:${port}/`, '--json', '--junit', junit];
  const env = { ...process.env, EDGE_IMAGES_CONFIG: join(root, 'test/support/config.ts') };
  const ended = await promisify(execFile)(process.execPath, line, { cwd: root, env }).catch((error) => error);
  expect(ended.code).toBe(1);
  const { results } = JSON.parse(ended.stdout) as { results: Result[] };
  expect(results.filter(({ status }) => status === 'failed')).toMatchObject([{ id: 'works', observed: '500 (500)' }]);
  expect(await readFile(junit, 'utf8')).toContain('failures="1"');
  await rm(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
