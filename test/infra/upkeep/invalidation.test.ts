import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentials } from '../../../infra/local/storage/storage.ts';
import { invalidate, mergePaths } from '../../../infra/upkeep/invalidation.ts';
import { type CloudFront, startCloudFront } from '../../support/cloudfront.ts';

let cloudFront: CloudFront;
const refused = 'TooManyInvalidationsInProgress';
const attempts = [
  { most: 3, wait: 1 },
  { most: 2, wait: 1 },
  { most: 1, wait: 0 },
];

beforeAll(async () => {
  cloudFront = await startCloudFront();
  process.env.AWS_ENDPOINT_URL_CLOUDFRONT = cloudFront.endpoint;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
});
afterAll(() => cloudFront.close());
beforeEach(() => {
  cloudFront.asked.length = 0;
  cloudFront.refusals.length = 0;
});

describe('a path as CloudFront accepts it', () => {
  test.each([
    // biome-ignore format: a table
    ['photo.jpg',            '/photo.jpg*'],
    ['a/b-c_d.e/f.jpg', '/a/b-c_d.e/f.jpg*'],
    ['café.jpg', '/caf%C3%A9.jpg*'],
    ['공원/🦊.jpg', '/%EA%B3%B5%EC%9B%90/%F0%9F%A6%8A.jpg*'],
    // URLs spell the rest differently: the wildcard covers all spellings.
    ['a+b.jpg', '/a*'],
    ['100%.jpg', '/100*'],
    ['a*b.jpg', '/a*'],
    ['x/?.jpg', '/x/*'],
    ['~me@home.jpg', '/%7Eme*'],
    ['(1).jpg', '/%281*', '/(1*'],
    ['@home/a.jpg', '/%40home/a.jpg*', '/@home/a.jpg*'],
    ['+1.jpg', '/%2B1.jpg*'],
    ['#1.jpg', '/%231.jpg*'],
    ['[a].jpg', '/%5Ba*'],
    ['\ud83eb.jpg', '/*'],
    ['a\ud83eb.jpg', '/a*'],
    ['', '/*'],
    // S3 reads both as a space.
    ['a b.jpg', '/a%20b.jpg*', '/a+b.jpg*'],
    ['a b/c d.jpg', '/a%20b/c%20d.jpg*', '/a+b/c+d.jpg*'],
    ['photo (1).jpg', '/photo%20*', '/photo+*'],
    ['_/a b.jpg/', '/_/a%20b.jpg/*'],
  ])('%s', async (path, ...expected) => {
    expect(await invalidate('E1', [path], { reason: 'r' })).toEqual(expected);
    expect(cloudFront.asked).toEqual([{ distribution: 'E1', reference: expect.any(String), paths: expected }]);
  });
});

describe('paths are merged', () => {
  test.each<[most: number, paths: string[], merged: string[]]>([
    // biome-ignore format: a table
    [9, ['a', 'b', 'a'],                                        ['a', 'b']],
    [9, ['a/1.jpg', 'a/1.jpg.bak', 'a/10.jpg'], ['a/1.jpg', 'a/10.jpg']],
    [2, ['a/1.jpg', 'a/2.jpg', 'b/1.jpg'], ['a/', 'b/1.jpg']],
    [1, ['a/1.jpg', 'a/2.jpg', 'a/b/1.jpg'], ['a/']],
    [1, ['a/1.jpg', 'b/1.jpg'], ['']],
    [1, ['🦊.jpg', '🦀.jpg'], ['']],
    [1, ['가.jpg', '각.jpg'], ['']],
    [0, [], []],
  ])('at most %i of %j', (most, paths, merged) => {
    expect(mergePaths(paths, most)).toEqual(merged);
  });

  test('merged paths cover every path and no other merged path, and cut no character', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', '/', ' ', '+', 'é', '가', '🦊', '🦀'), { maxLength: 12 })
      .map((signs) => signs.join(''));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (paths, most) => {
        const merged = mergePaths(paths, most);
        expect(merged.length).toBeLessThanOrEqual(most);
        for (const path of paths) expect(merged.some((prefix) => path.startsWith(prefix))).toBe(true);
        for (const one of merged) expect(merged.filter((other) => other.startsWith(one))).toEqual([one]);
        for (const prefix of merged) expect(prefix.isWellFormed()).toBe(true);
      }),
    );
  });
});

test('paths that are always invalidated do not count, and are in every attempt', async () => {
  cloudFront.refusals.push(refused, refused);
  const always = ['/_next/image*'];
  expect(await invalidate('E1', ['a.jpg', 'b.jpg'], { always, reason: 'r', attempts })).toEqual(['/*', ...always]);
  expect(cloudFront.asked.map(({ paths }) => paths)).toEqual([
    ['/a.jpg*', '/b.jpg*', ...always],
    ['/a.jpg*', '/b.jpg*', ...always],
    ['/*', ...always],
  ]);
});

describe('CloudFront throttles', () => {
  const paths = ['a/1.jpg', 'a/2.jpg', 'b.jpg', 'c.jpg'];

  test('the next attempt sends fewer paths', async () => {
    cloudFront.refusals.push(refused);
    expect(await invalidate('E1', paths, { reason: 'r', attempts })).toEqual(['/*']);
    expect(cloudFront.asked.map(({ paths }) => paths)).toEqual([['/a/*', '/b.jpg*', '/c.jpg*'], ['/*']]);
  });

  test('the last attempt throws', async () => {
    cloudFront.refusals.push(refused, refused, refused);
    await expect(invalidate('E1', paths, { reason: 'r', attempts })).rejects.toMatchObject({ name: refused });
    expect(cloudFront.asked).toHaveLength(3);
  });

  test('another error is not retried', async () => {
    cloudFront.refusals.push('NoSuchDistribution');
    await expect(invalidate('E1', paths, { reason: 'r', attempts })).rejects.toMatchObject({
      name: 'NoSuchDistribution',
    });
    expect(cloudFront.asked).toHaveLength(1);
  });
});

test('the same messages make the same CallerReference, others another', async () => {
  for (const reason of ['m1,m2', 'm1,m2', 'm3']) await invalidate('E1', ['a.jpg'], { reason });
  const [first, again, other] = cloudFront.asked.map(({ reference }) => reference);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});
