import type { SQSRecord } from 'aws-lambda';

/** An original that was created, overwritten or deleted. Which one is looked up in S3, so the order of events does not matter. */
export type Change = {
  bucket: string;
  key: string;
  /** The messages about it. */
  messageIds: string[];
  /** Whether S3's lifecycle has only deleted old versions: if the original still exists, nothing changed. */
  onlyExpired: boolean;
};

/** The changes in a batch of messages, one an original, and the ids of unreadable messages. */
export const changesOf = (records: SQSRecord[]): { changes: Change[]; unreadable: string[] } => {
  const changes = new Map<string, Change>();
  const unreadable: string[] = [];
  for (const { messageId, body } of records) {
    const events = eventsOf(body);
    if (!events) unreadable.push(messageId);
    for (const { bucket, key, expired } of events ?? []) {
      const original = `${bucket}/${key}`;
      const known = changes.get(original) ?? { messageIds: [], onlyExpired: true };
      const messageIds = [...new Set([...known.messageIds, messageId])];
      changes.set(original, { bucket, key, messageIds, onlyExpired: known.onlyExpired && expired });
    }
  }
  return { changes: [...changes.values()], unreadable };
};

type ObjectEvent = { bucket: string; key: string; expired: boolean };

/** Parses an EventBridge event (userguide/ev-events) or an S3 notification (userguide/notification-content-structure). */
const eventsOf = (body: string): ObjectEvent[] | undefined => {
  try {
    const message = JSON.parse(body);
    if (message.source === 'aws.s3') return [fromEventBridge(message.detail)];
    if (Array.isArray(message.Records)) return message.Records.map(fromNotification);
    // S3 sends a test event when notifications are enabled.
    return message.Event === 's3:TestEvent' ? [] : undefined;
  } catch {
    return undefined;
  }
};

/** EventBridge does not encode the key. */
const fromEventBridge = (detail: {
  bucket: { name: string };
  object: { key: string };
  reason?: string;
  'deletion-type'?: string;
}): ObjectEvent => ({
  bucket: detail.bucket.name,
  key: detail.object.key,
  expired: detail.reason === 'Lifecycle Expiration' && detail['deletion-type'] === 'Permanently Deleted',
});

type Notification = { eventName: string; s3: { bucket: { name: string }; object: { key: string } } };

/** Notifications encode the key as in a form: `red flower.jpg` is `red+flower.jpg`. */
const fromNotification = ({ eventName, s3 }: Notification): ObjectEvent => ({
  bucket: s3.bucket.name,
  key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
  expired: eventName === 'LifecycleExpiration:Delete',
});
