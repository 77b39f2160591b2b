import type { SQSRecord } from 'aws-lambda';

/** An original that came, changed or went: what S3 has now is looked up, so it does not matter which, nor in which order. */
export type Change = {
  key: string;
  /** Of the messages that tell of it. */
  messageIds: string[];
  /** Nothing but old versions that S3's lifecycle removed: where the original is still there, nothing has changed. */
  onlyExpired: boolean;
};

/** What a batch of messages tells, by key, and the messages that nobody can read. */
export const changesOf = (records: SQSRecord[]): { changes: Change[]; unreadable: string[] } => {
  const changes = new Map<string, Change>();
  const unreadable: string[] = [];
  for (const { messageId, body } of records) {
    const events = eventsOf(body);
    if (!events) unreadable.push(messageId);
    for (const { key, expired } of events ?? []) {
      const known = changes.get(key) ?? { key, messageIds: [], onlyExpired: true };
      const messageIds = [...new Set([...known.messageIds, messageId])];
      changes.set(key, { key, messageIds, onlyExpired: known.onlyExpired && expired });
    }
  }
  return { changes: [...changes.values()], unreadable };
};

type Told = { key: string; expired: boolean };

/** EventBridge's event (userguide/ev-events) or S3's own notification (userguide/notification-content-structure), both of S3. */
const eventsOf = (body: string): Told[] | undefined => {
  try {
    const message = JSON.parse(body);
    if (message.source === 'aws.s3') return [fromEventBridge(message.detail)];
    if (Array.isArray(message.Records)) return message.Records.map(fromNotification);
    // S3 sends one when its notifications are switched on.
    return message.Event === 's3:TestEvent' ? [] : undefined;
  } catch {
    return undefined;
  }
};

/** Here the key is as it is. */
const fromEventBridge = (detail: { object: { key: string }; reason?: string; 'deletion-type'?: string }): Told => ({
  key: detail.object.key,
  expired: detail.reason === 'Lifecycle Expiration' && detail['deletion-type'] === 'Permanently Deleted',
});

/** Here it is written as in a form: `red flower.jpg` is `red+flower.jpg`. */
const fromNotification = ({ eventName, s3 }: { eventName: string; s3: { object: { key: string } } }): Told => ({
  key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
  expired: eventName === 'LifecycleExpiration:Delete',
});
