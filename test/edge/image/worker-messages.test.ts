import { deserialize } from 'node:v8';
import { expect, test } from 'vitest';
import { encodeMessage, type Message, messageReader } from '../../../edge/image/worker-messages.ts';

const sent: [value: unknown, bytes: Buffer][] = [
  ['ready', Buffer.alloc(0)],
  [{ type: 'image/png', most: Number.POSITIVE_INFINITY, missing: undefined }, Buffer.from('\0\x01\x02 pixels')],
  [{ reason: 'damaged' }, Buffer.alloc(0)],
  [[1, 2], Buffer.alloc(70_000, 'long')],
];

const stream = Buffer.concat(sent.flatMap(([value, bytes]) => [...encodeMessage(value, bytes.length), bytes]));

const never = () => {
  throw new Error('no message is too long');
};

const reading = (messages: Message[]) =>
  messageReader({ onMessage: (message) => messages.push(message), most: () => 100_000, onTooLong: never });

test.each([1, 3, 7, 8, 9, 64, 65_536, stream.length])('messages that come in pieces of %i bytes', (length) => {
  const messages: Message[] = [];
  const read = reading(messages);
  for (let at = 0; at < stream.length; at += length) read(stream.subarray(at, at + length));
  expect(messages.map(({ value }) => deserialize(value))).toEqual(sent.map(([value]) => value));
  expect(messages.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
    sent.map(([, bytes]) => bytes.toString('latin1')),
  );
});

test('a message is there once its last byte is, and not before', () => {
  const messages: Message[] = [];
  const read = reading(messages);
  const whole = Buffer.concat([...encodeMessage('value', 3), Buffer.from('end')]);
  read(whole.subarray(0, -1));
  expect(messages).toEqual([]);
  read(whole.subarray(-1));
  expect(messages.map(({ bytes }) => bytes.toString())).toEqual(['end']);
});

test.each([
  [0, 40],
  [40, 0],
  [0xffff_ffff, 0xffff_ffff],
])('a message of %i and %i bytes is too long: nothing is read of it, nor behind it', (value, follow) => {
  const messages: Message[] = [];
  let times = 0;
  const onTooLong = () => {
    times += 1;
  };
  const read = messageReader({ onMessage: (message) => messages.push(message), most: () => 47, onTooLong });
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(value, 0);
  prefix.writeUInt32LE(follow, 4);
  for (const piece of [prefix, Buffer.alloc(100), ...encodeMessage('value', 0)]) read(piece);
  expect([times, messages.length]).toEqual([1, 0]);
});
