import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { changesOf } from '../../../infra/upkeep/changes.ts';
import { fromEventBridge, fromS3, record } from '../../support/changes.ts';

const parse = (...bodies: string[]) => changesOf(bodies.map((body, at): SQSRecord => record(`m${at}`, body)));

test.each<[what: string, body: string, key: string, onlyExpired: boolean]>([
  // biome-ignore format: a table
  ['EventBridge, created',             fromEventBridge('Object Created', 'a.jpg'),                                                      'a.jpg', false],
  [
    'EventBridge, an unencoded key',
    fromEventBridge('Object Created', 'a b/100%+é공원🦊.jpg'),
    'a b/100%+é공원🦊.jpg',
    false,
  ],
  ['EventBridge, %2B is three characters', fromEventBridge('Object Created', 'a%2Bb.jpg'), 'a%2Bb.jpg', false],
  [
    'EventBridge, deleted',
    fromEventBridge('Object Deleted', 'a.jpg', 'DeleteObject', 'Permanently Deleted'),
    'a.jpg',
    false,
  ],
  [
    'EventBridge, hidden by a marker',
    fromEventBridge('Object Deleted', 'a.jpg', 'DeleteObject', 'Delete Marker Created'),
    'a.jpg',
    false,
  ],
  [
    'EventBridge, expired into a marker',
    fromEventBridge('Object Deleted', 'a.jpg', 'Lifecycle Expiration', 'Delete Marker Created'),
    'a.jpg',
    false,
  ],
  [
    'EventBridge, an old version expired',
    fromEventBridge('Object Deleted', 'a.jpg', 'Lifecycle Expiration', 'Permanently Deleted'),
    'a.jpg',
    true,
  ],
  ['S3, created', fromS3('ObjectCreated:Put', 'a.jpg'), 'a.jpg', false],
  ['S3, a space', fromS3('ObjectCreated:CompleteMultipartUpload', 'red+flower.jpg'), 'red flower.jpg', false],
  ['S3, a plus and a percent sign', fromS3('ObjectCreated:Copy', 'a%2Bb+100%25.jpg'), 'a+b 100%.jpg', false],
  ['S3, Korean and emoji', fromS3('ObjectCreated:Put', '%EA%B3%B5%EC%9B%90/%F0%9F%A6%8A.jpg'), '공원/🦊.jpg', false],
  ['S3, deleted', fromS3('ObjectRemoved:Delete', 'a.jpg'), 'a.jpg', false],
  ['S3, an old version expired', fromS3('LifecycleExpiration:Delete', 'a.jpg'), 'a.jpg', true],
])('%s', (_, body, key, onlyExpired) => {
  expect(parse(body)).toEqual({
    changes: [{ bucket: 'originals', key, messageIds: ['m0'], onlyExpired }],
    unreadable: [],
  });
});

test('several messages of one original are one change', () => {
  const expired = fromEventBridge('Object Deleted', 'a.jpg', 'Lifecycle Expiration', 'Permanently Deleted');
  const { changes } = parse(
    fromS3('ObjectCreated:Put', 'a.jpg', 'b.jpg'),
    expired,
    fromEventBridge('Object Created', 'a.jpg'),
  );
  expect(changes).toEqual([
    { bucket: 'originals', key: 'a.jpg', messageIds: ['m0', 'm1', 'm2'], onlyExpired: false },
    { bucket: 'originals', key: 'b.jpg', messageIds: ['m0'], onlyExpired: false },
  ]);
});

test('the test message of S3 notifications is no change', () => {
  const body = JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Bucket: 'photos',
    RequestId: '5582',
    HostId: '8c',
  });
  expect(parse(body)).toEqual({ changes: [], unreadable: [] });
});

test.each(['', 'no JSON', '{}', 'null', '{"source":"aws.s3"}', fromS3('ObjectCreated:Put', '%E0%A4%A')])(
  'an unreadable message is returned: %s',
  (body) => {
    expect(parse(fromS3('ObjectCreated:Put', 'a.jpg'), body)).toMatchObject({
      changes: [{ key: 'a.jpg' }],
      unreadable: ['m1'],
    });
  },
);
