import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { credentials, type Storage, startStorage } from '../../../../infra/local/storage/storage.ts';

let folder: string;
let storage: Storage;
let s3: S3Client;
const [Bucket, derivatives] = ['originals', 'derivatives'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  await mkdir(join(folder, 'sub', '.git'), { recursive: true });
  await mkdir(join(folder, 'empty.jpg'));
  for (const key of ['a.jpg', 'a b.jpg', 'a+b.jpg', '100%.jpg', '사진 1.png', '😀.gif', 'sub/x.webp'])
    await drop(key, key);
  for (const hidden of ['.hidden.jpg', 'sub/.git/config']) await drop(hidden, 'hidden');
  await symlink(join(folder, 'a.jpg'), join(folder, 'linked.jpg'));
  await symlink('/etc/hostname', join(folder, 'escape.jpg'));
  await symlink(join(folder, 'none.jpg'), join(folder, 'dangling.jpg'));
  storage = await startStorage({ images: folder, bucket: Bucket, derivatives });
  s3 = new S3Client({
    endpoint: storage.endpoint,
    region: 'eu-west-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
});
afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

const drop = (key: string, bytes: string) => writeFile(join(folder, key), bytes);
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${storage.endpoint}/${path}`, { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const put = (Key: string, Body: string, more: { IfNoneMatch?: string; IfMatch?: string; CacheControl?: string } = {}) =>
  s3.send(new PutObjectCommand({ Bucket: derivatives, Key, Body, ...more }));
const read = async (Key: string, from = derivatives) =>
  (await s3.send(new GetObjectCommand({ Bucket: from, Key }))).Body?.transformToString();

test('the keys are the files, in the order of S3; neither dotfiles nor folders nor links that lead nowhere or out', async () => {
  const keys = ['100%.jpg', 'a b.jpg', 'a+b.jpg', 'a.jpg', 'linked.jpg', 'sub/x.webp', '사진 1.png', '😀.gif'];
  expect(await storage.keys()).toEqual(keys);
  const { Contents, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect([Contents?.map(({ Key }) => Key), IsTruncated]).toEqual([keys, false]);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 's', Delimiter: '/', StartAfter: 'a' }));
  expect(listed.CommonPrefixes).toEqual([{ Prefix: 'sub/' }]);
});

test.each([
  // the path as CloudFront sends it                 the key, which is also the content here; its type
  ['a.jpg', 'a.jpg', 'image/jpeg'],
  ['a%20b.jpg', 'a b.jpg', 'image/jpeg'],
  ['a+b.jpg', 'a b.jpg', 'image/jpeg'],
  ['a%2Bb.jpg', 'a+b.jpg', 'image/jpeg'],
  ['100%25.jpg', '100%.jpg', 'image/jpeg'],
  [encodeURIComponent('사진 1.png'), '사진 1.png', 'image/png'],
  [encodeURIComponent('😀.gif'), '😀.gif', 'image/gif'],
  ['sub/x.webp', 'sub/x.webp', 'image/webp'],
  ['linked.jpg', 'a.jpg', 'image/jpeg'],
])('GET /%s', async (path, key, type) => {
  const { status, headers, body } = await get(`${Bucket}/${path}`);
  expect([status, body, headers.get('content-type')]).toEqual([200, key, type]);
  expect(await read(key, Bucket)).toBe(key);
});

test.each([
  ['none.jpg'],
  ['.hidden.jpg'],
  ['sub/.git/config'],
  ['sub'],
  ['empty.jpg'],
  ['escape.jpg'],
  ['dangling.jpg'],
  ['..%2F..%2Fetc%2Fhostname'],
  ['%00'],
  ['%zz.jpg'],
  [''],
])('GET /%s: to CloudFront, who may not list, forbidden like every key that is not there', async (path) => {
  expect(await get(`${Bucket}/${path}`)).toMatchObject({ status: 403, body: expect.stringContaining('AccessDenied') });
});

test('with permission to list, a missing key is a 404', async () => {
  await expect(read('none.jpg', Bucket)).rejects.toThrow('The specified key does not exist.');
});

// A function that may not list the derivatives; the SDK names what has no body `Unknown`.
test('without permission to list, HEAD of a missing key is a 403 without a body, and GET says AccessDenied', async () => {
  const head = s3.send(new HeadObjectCommand({ Bucket: derivatives, Key: 'none.jpg' }));
  await expect(head).rejects.toMatchObject({ name: 'Unknown', $metadata: { httpStatusCode: 403 } });
  await expect(read('none.jpg')).rejects.toThrow('Access Denied');
  const listed = s3.send(new HeadObjectCommand({ Bucket, Key: 'none.jpg' }));
  await expect(listed).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
});

test('without a key pair nothing is written', async () => {
  const response = await fetch(`${storage.endpoint}/${derivatives}/a`, { method: 'PUT', body: 'a' });
  expect(response.status).toBe(403);
});

test('a file of the folder is an object at once', async () => {
  await drop('new.jpg', 'first');
  const first = await get(`${Bucket}/new.jpg`);
  await drop('new.jpg', 'other');
  await utimes(join(folder, 'new.jpg'), new Date(), new Date(Date.now() + 5000));
  const second = await get(`${Bucket}/new.jpg`);
  expect([first.body, second.body]).toEqual(['first', 'other']);
  expect(first.headers.get('etag')).not.toBe(second.headers.get('etag'));
  await rm(join(folder, 'new.jpg'));
  expect((await get(`${Bucket}/new.jpg`)).status).toBe(403);
});

describe('what s3rver does otherwise', () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
  test.each([
    [{ 'if-none-match': '"none"', 'if-modified-since': tomorrow }, 200, 'a.jpg'],
    [{ 'if-none-match': '*' }, 304, ''],
    [{ 'if-modified-since': tomorrow }, 304, ''],
    [{ 'if-match': '"none"' }, 412, expect.stringContaining('PreconditionFailed')],
    [{ range: 'bytes=0-0' }, 206, 'a'],
    [{ range: 'bytes=-3' }, 206, 'jpg'],
    [{ range: 'bytes=1-' }, 206, '.jpg'],
    [{ range: 'bytes=9-' }, 416, expect.stringContaining('InvalidRange')],
    [{ range: 'bytes=0-0,2-2' }, 200, 'a.jpg'],
    [{ range: 'bytes=0-0', 'if-range': '"none"' }, 200, 'a.jpg'],
  ])('GET with %j -> %d', async (headers, status, body) => {
    expect(await get(`${Bucket}/a.jpg`, headers)).toMatchObject({ status, body });
  });

  test('304 and 206 carry their headers', async () => {
    const whole = await get(`${Bucket}/a.jpg`);
    const tag = whole.headers.get('etag') ?? '';
    const unchanged = await get(`${Bucket}/a.jpg`, { 'if-none-match': `W/"x", W/${tag}` });
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, tag]);
    expect(unchanged.headers.get('last-modified')).toBe(whole.headers.get('last-modified'));
    const part = await get(`${Bucket}/a.jpg`, { range: 'bytes=1-2' });
    expect(part.headers.get('content-range')).toBe('bytes 1-2/5');
  });

  test('HEAD', async () => {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: '사진 1.png' }));
    expect(head).toMatchObject({ ContentLength: 12, ContentType: 'image/png' });
  });
});

describe('writing', () => {
  test('an object keeps its metadata', async () => {
    await put('사 +진/a.jpg', 'derivative', { CacheControl: 'max-age=5' });
    const head = await s3.send(new HeadObjectCommand({ Bucket: derivatives, Key: '사 +진/a.jpg' }));
    expect(head).toMatchObject({ ContentLength: 10, CacheControl: 'max-age=5' });
  });

  test('of twenty at once, If-None-Match: * lets one write', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => put('raced', `${i}`, { IfNoneMatch: '*' })),
    );
    const refused = all.filter((each) => each.status === 'rejected');
    expect(refused.map(({ reason }) => reason.name)).toEqual(Array(19).fill('PreconditionFailed'));
    expect(await read('raced')).toBe(String(all.findIndex(({ status }) => status === 'fulfilled')));
  });

  test('If-Match writes over that version alone', async () => {
    const { ETag = '' } = await put('versioned', 'one');
    await put('versioned', 'two', { IfMatch: ETag });
    await expect(put('versioned', 'three', { IfMatch: ETag })).rejects.toThrow('pre-conditions');
    expect(await read('versioned')).toBe('two');
  });

  test.each([
    ['whole', 'whole'],
    ['half', 'before'],
  ])('of 5 announced bytes arrive: %s -> %s', async (sent, kept) => {
    await put('cut', 'before');
    const { hostname, port } = new URL(storage.endpoint);
    const socket = connect(Number(port), hostname);
    const headers = [
      `PUT /${derivatives}/cut HTTP/1.1`,
      'host: s3',
      `authorization: AWS4-HMAC-SHA256 Credential=S3RVER/20260101/eu-west-1/s3/aws4_request,SignedHeaders=host,Signature=0`,
      `x-amz-date: ${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`,
      'x-amz-content-sha256: UNSIGNED-PAYLOAD',
      'content-length: 5',
    ];
    socket.write(`${headers.join('\r\n')}\r\n\r\n${sent}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await vi.waitFor(async () => expect(await read('cut')).toBe(kept), { timeout: 10_000 });
  });

  test('a removed original is gone, and back when the folder has a later one', async () => {
    await drop('removed.jpg', 'file');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'removed.jpg' }));
    expect((await get(`${Bucket}/removed.jpg`)).status).toBe(403);
    await utimes(join(folder, 'removed.jpg'), new Date(), new Date(Date.now() + 5000));
    expect((await get(`${Bucket}/removed.jpg`)).body).toBe('file');
    await rm(join(folder, 'removed.jpg'));
  });

  test('another key id is refused', async () => {
    const other = { accessKeyId: 'OTHER', secretAccessKey: 'S3RVER' };
    const client = new S3Client({
      endpoint: storage.endpoint,
      region: 'eu-west-1',
      credentials: other,
      forcePathStyle: true,
    });
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'a.jpg' }))).rejects.toThrow('Access Key Id');
  });
});
