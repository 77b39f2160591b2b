import { createHash, randomBytes } from 'node:crypto';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DerivativeName, type DerivativeStore, folderOf } from '../../../edge/storage/derivative-store.ts';
import { readDerivative, writeDerivative, writeLargeDerivative } from '../../../edge/storage/derivatives.ts';
import { writeNamedCopy } from '../../../edge/storage/large-derivatives.ts';
import { credentials, type Storage, startStorage, useStorage } from '../../../infra/local/storage/storage.ts';

let storage: Storage;
let s3: S3Client;
const bucket = 'derivatives';
// A busy machine has all the time that it needs.
const patience = { read: 60_000, write: 60_000 };
const store: DerivativeStore = { bucket: { name: bucket, region: 'eu-west-1' }, revision: 'r1', days: 90, patience };
const most = 700_000;

beforeAll(async () => {
  storage = await startStorage({ bucket: 'originals', derivatives: bucket });
  useStorage(storage);
  s3 = new S3Client({ endpoint: storage.endpoint, region: 'eu-west-1', credentials, forcePathStyle: true });
});
afterAll(() => storage.close());

let serial = 0;
const name = (more: Partial<DerivativeName> = {}): DerivativeName => ({
  key: `photo-${serial++}.jpg`,
  etag: '"0123456789abcdef0123456789abcdef"',
  variant: 'format~webp_w~400',
  ...more,
});
const small = () => ({ ...image(), over: false });
const image = (size = 1000) => ({ bytes: randomBytes(size), type: 'image/webp', sourceBytes: 123_456 });
const keyOf = ({ key, etag, variant }: DerivativeName) => `kept/${key}/${etag.replaceAll('"', '')}/r1/${variant}`;
const put = (key: string, input: object) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...input }));

describe('what was written is read', () => {
  const long = 'é'.repeat(500);
  test.each<[string, Partial<DerivativeName>]>([
    ['a plain name', {}],
    ['folders, spaces and signs', { key: 'a b/공원 & café +1 100%.jpg' }],
    ['a key of 1,000 bytes', { key: `${long}.jpg` }],
    ['a variant of 2,000 characters', { variant: `mark~${'a'.repeat(2000)}` }],
    ['both', { key: `${long}!.jpg`, variant: `mark~${'b'.repeat(2000)}` }],
    ['an ETag of a multipart upload', { etag: '"0123456789abcdef0123456789abcdef-12"' }],
  ])('%s', async (_, more) => {
    const [where, made] = [name(more), small()];
    expect(await writeDerivative(store, where, made)).toEqual({});
    expect(await readDerivative(store, where, most)).toEqual({
      kept: { type: 'image/webp', size: 1000, sourceBytes: 123_456, bytes: made.bytes },
    });
  });
});

describe('no two originals have one folder', () => {
  const long = 'é'.repeat(500);
  const originals = [
    ...['a', '@shop/a', '@press/a', 'shop/a', long, `@shop/${long}`, 'a/../b', '@'].map((key) => ({ key })),
    ...['a', '@press/a', 'shop/a', long, `@shop/${long}`, 'a/../b', '@'].flatMap((key) =>
      ['shop', 'press', 'a.b'].map((bucket) => ({ bucket, key })),
    ),
  ];
  test.each(originals.map((original) => [JSON.stringify(original).slice(0, 60), original] as const))(
    '%s',
    (_, original) => {
      const same = originals.filter((other) => folderOf(other) === folderOf(original));
      expect(same).toEqual([original]);
      // Nor is one within another: `kept/a/` lists what is below it.
      const within = originals.filter((other) => folderOf(other).startsWith(`${folderOf(original)}/`));
      expect(within.filter(({ key }) => key.startsWith(`${original.key}/`))).toEqual(within);
    },
  );
});

describe('nothing else is', () => {
  test.each<[string, Partial<DerivativeName>]>([
    ['another version of the original', { etag: '"f123456789abcdef0123456789abcdef"' }],
    ['another variant', { variant: 'format~webp_w~401' }],
    ['another key', { key: 'other.jpg' }],
    ['a key below it', { key: 'same.jpg/0123456789abcdef0123456789abcdef' }],
  ])('%s', async (_, more) => {
    await writeDerivative(store, name({ key: 'same.jpg' }), small());
    expect(await readDerivative(store, name({ key: 'same.jpg', ...more }), most)).toEqual({});
  });

  test('what another release has made', async () => {
    const where = name();
    await writeDerivative(store, where, small());
    expect(await readDerivative({ ...store, revision: 'r2' }, where, most)).toEqual({});
  });
});

test('an object has its type, and is cached forever', async () => {
  const [where, { bytes }] = [name(), image()];
  await writeDerivative(store, where, { bytes, type: 'image/avif', sourceBytes: 1, over: false });
  expect(await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: keyOf(where) }))).toMatchObject({
    ContentType: 'image/avif',
    CacheControl: 'public, max-age=31536000, immutable',
    ContentLength: 1000,
    Metadata: { sha256: createHash('sha256').update(bytes).digest('base64url') },
  });
});

test('of several that write at once the first one wins, and none of them fails', async () => {
  const where = name();
  const made = Array.from({ length: 10 }, small);
  const outcomes = await Promise.all(made.map((each) => writeDerivative(store, where, each)));
  expect(outcomes).toEqual(made.map(() => ({})));
  const { kept } = await readDerivative(store, where, most);
  await writeDerivative(store, where, small());
  expect((await readDerivative(store, where, most)).kept).toEqual(kept);
});

describe('what was not written so is not read', () => {
  test.each<[string, (bytes: Buffer, sha256: string) => object, string]>([
    ['no checksum', (bytes) => ({ Body: bytes }), 'damaged'],
    ['other bytes', (bytes, sha256) => ({ Body: bytes.fill(0, 0, 9), Metadata: { sha256 } }), 'damaged'],
    ['fewer bytes', (bytes, sha256) => ({ Body: bytes.subarray(1), Metadata: { sha256 } }), 'damaged'],
    ['no bytes', () => ({ Body: '', Metadata: { sha256: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' } }), 'damaged'],
    ['too many', () => ({ Body: randomBytes(most + 1) }), 'too-many-bytes'],
  ])('%s; it is replaced', async (_, input, unfit) => {
    const [where, { bytes }] = [name(), image()];
    const sha256 = createHash('sha256').update(bytes).digest('base64url');
    await put(keyOf(where), input(bytes, sha256));
    expect(await readDerivative(store, where, most)).toEqual({ unfit });
    await writeDerivative(store, where, { ...small(), over: true });
    expect((await readDerivative(store, where, most)).kept?.size).toBe(1000);
  });
});

describe('a derivative that is too large to be sent', () => {
  const large = () => ({ ...image(most + 1), milliseconds: 5000 });

  test('is stored where CloudFront reads it, under a hash of its bytes', async () => {
    const [where, made] = [name({ key: 'a b/é+.jpg' }), large()];
    const { location = '' } = await writeLargeDerivative(store, where, made);
    const hash = createHash('sha256').update(made.bytes).digest('base64url');
    // Of the ETag, which is the MD5 of a file that may be private, a hash.
    const version = createHash('sha256').update('0123456789abcdef0123456789abcdef').digest('base64url').slice(0, 22);
    expect(location).toBe(`/_/a%20b/%C3%A9%2B.jpg/${version}/${hash}`);
    const response = await fetch(`${storage.endpoint}/${bucket}${location}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(made.bytes);
    expect(response.headers.get('content-type')).toBe('image/webp');
    // Nothing stands between this object and viewers: not even the size of its original is told.
    const told = [...response.headers.keys()].filter((header) => header.startsWith('x-amz-meta-'));
    expect(told).toEqual(['x-amz-meta-sha256']);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await readDerivative(store, where, most)).toEqual({
      kept: { type: 'image/webp', size: most + 1, sourceBytes: 123_456, location },
    });
  });

  // Browsers take dot segments out of an address before they ask for it.
  test.each(['a/../b.jpg', './a.jpg', 'a/.', '..', '/a//b.jpg', '%2e%2e/a.jpg', '...', '..a/b..', 'é'.repeat(350)])(
    'of %s lies where a browser asks for it, below the folder that a purge lists',
    async (key) => {
      const { location = '' } = await writeLargeDerivative(store, name({ key }), large());
      expect(new URL(location, 'https://d123.cloudfront.net').pathname).toBe(location);
      expect(decodeURIComponent(location).startsWith(`/_/${folderOf({ key })}/`)).toBe(true);
      expect((await fetch(`${storage.endpoint}/${bucket}${location}`)).status).toBe(200);
      expect((await readDerivative(store, name({ key }), most)).kept?.location).toBe(location);
    },
  );

  test('replaces a smaller one', async () => {
    const where = name();
    await writeDerivative(store, where, small());
    const { location } = await writeLargeDerivative(store, where, large());
    expect((await readDerivative(store, where, most)).kept?.location).toBe(location);
  });

  test('is not pointed at once it is gone', async () => {
    const where = name();
    const { location = '' } = await writeLargeDerivative(store, where, large());
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: location.slice(1) }));
    expect(await readDerivative(store, where, most)).toEqual({});
  });

  test('is not pointed at when S3 will remove it soon', async () => {
    const where = name();
    const { location } = await writeLargeDerivative(store, where, large());
    expect((await readDerivative({ ...store, days: 3 }, where, most)).kept?.location).toBe(location);
    expect(await readDerivative({ ...store, days: 2 }, where, most)).toEqual({});
  });
});

describe('a name to save it under', () => {
  const under = { disposition: 'attachment; filename="b.webp"', milliseconds: 5000 };
  const ageOf = async (location: string) =>
    (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: decodeURIComponent(location.slice(1)) }))).LastModified;

  test.each<[string, (location: string) => Promise<unknown>, Partial<DerivativeStore>, boolean]>([
    ['that is there is not copied again', async () => undefined, {}, false],
    ['that S3 will remove soon is', async () => undefined, { days: 2 }, true],
    ['that is gone is', (Key) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: Key.slice(1) })), {}, true],
  ])('%s', async (_, happens, has, again) => {
    const [where, made] = [name(), { ...image(most + 1), milliseconds: 5000 }];
    const { location = '' } = await writeLargeDerivative(store, where, made);
    const first = await writeNamedCopy(store, { type: made.type, location }, under);
    const written = await ageOf(first.location);
    await happens(first.location);
    // LastModified has whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await writeNamedCopy({ ...store, ...has }, { type: made.type, location }, under)).toEqual(first);
    expect((await ageOf(first.location))?.getTime() !== written?.getTime()).toBe(again);
    const response = await fetch(`${storage.endpoint}/${bucket}${first.location}`);
    expect([response.headers.get('content-disposition'), (await response.arrayBuffer()).byteLength]).toEqual([
      under.disposition,
      most + 1,
    ]);
  });

  test('that can not be written: the address without it', async () => {
    expect(await writeNamedCopy(store, { type: 'image/webp', location: '/_/none/0/1' }, under)).toEqual({
      location: '/_/none/0/1',
      fault: 'NoSuchKey',
    });
  });
});

describe('a bucket that is not there fails nothing', () => {
  const nowhere = { ...store, bucket: { name: 'nowhere', region: 'eu-west-1' } };
  test('read', async () => expect(await readDerivative(nowhere, name(), most)).toEqual({ fault: 'NoSuchBucket' }));
  test('write', async () => expect(await writeDerivative(nowhere, name(), small())).toEqual({ fault: 'NoSuchBucket' }));
  test('write apart', async () =>
    expect(await writeLargeDerivative(nowhere, name(), { ...image(), milliseconds: 5000 })).toEqual({
      fault: 'NoSuchBucket',
    }));
});
