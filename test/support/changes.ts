import type { SQSRecord } from 'aws-lambda';

/** A message as Lambda hands it over (lambda/latest/dg/with-sqs.html). */
export const record = (messageId: string, body: string): SQSRecord => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:edge-images-UpkeepQueue',
  awsRegion: 'eu-west-1',
});

/** A change as EventBridge tells it (AmazonS3/latest/userguide/ev-events.html). */
export const fromEventBridge = (type: string, key: string, reason = 'PutObject', deletion?: string): string =>
  fromBucket('originals', { type, key, reason, deletion });

type Event = { type: string; key: string; reason?: string; deletion?: string | undefined };

/** The same of any bucket. */
export const fromBucket = (name: string, { type, key, reason = 'PutObject', deletion }: Event): string =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': type,
    source: 'aws.s3',
    account: '111122223333',
    time: '2021-11-12T00:00:00Z',
    region: 'eu-west-1',
    resources: [`arn:aws:s3:::${name}`],
    detail: {
      version: '0',
      bucket: { name },
      object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason,
      ...(deletion && { 'deletion-type': deletion }),
    },
  });

/** Changes as S3's own notifications tell them (AmazonS3/latest/userguide/notification-content-structure.html); keys as in a form. */
export const fromS3 = (eventName: string, ...keys: string[]): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: '1970-01-01T00:00:00.000Z',
      eventName,
      userIdentity: { principalId: 'AIDAJDPLRKLG7UEXAMPLE' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'upkeep',
        bucket: {
          name: 'originals',
          ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
          arn: 'arn:aws:s3:::originals',
        },
        object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
      },
    })),
  });
