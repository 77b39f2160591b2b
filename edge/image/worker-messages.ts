import { serialize } from 'node:v8';

/*
 * Messages between a worker and the process that started it, through a pipe in both directions: the length of a value, the length of
 * the bytes, the value, the bytes. Node's own messages take a turn of the event loop on either side, and copy the bytes three times.
 */

/** A whole message; `value` is for `deserialize`. */
export type Message = { value: Buffer; bytes: Buffer };

/** Bytes of the two lengths. */
export const prefixLength = 8;

/** A message up to its bytes, of which so many are written next. */
export const encodeMessage = (value: unknown, byteLength: number): [prefix: Buffer, value: Buffer] => {
  const encoded = serialize(value);
  const prefix = Buffer.allocUnsafe(prefixLength);
  prefix.writeUInt32LE(encoded.length, 0);
  prefix.writeUInt32LE(byteLength, 4);
  return [prefix, encoded];
};

/** The lengths of the value and of the bytes. */
export const readPrefix = (prefix: Buffer): [value: number, bytes: number] => [
  prefix.readUInt32LE(0),
  prefix.readUInt32LE(4),
];

/** What takes the messages. The next one may have `most` bytes; after a longer one nothing more is read. */
type Receiving = { onMessage: (message: Message) => void; most: () => number; onTooLong: () => void };

/** Assembles messages from what arrives through the pipe, in pieces of any length. */
export const messageReader = ({ onMessage, most, onTooLong }: Receiving): ((piece: Buffer) => void) => {
  let pieces: Buffer[] = [];
  let length = 0;
  // A message's length once its prefix has arrived: however small the pieces are, they are concatenated twice a message.
  let awaited = prefixLength;
  let isOver = false;
  return (piece) => {
    if (isOver) return;
    pieces.push(piece);
    length += piece.length;
    while (length >= awaited) {
      const [first = piece] = pieces;
      const received = pieces.length === 1 ? first : Buffer.concat(pieces);
      const [valueLength, byteLength] = readPrefix(received);
      const end = prefixLength + valueLength + byteLength;
      if (end > most()) {
        isOver = true;
        pieces = [];
        return onTooLong();
      }
      const isWhole = length >= end;
      const rest = isWhole ? received.subarray(end) : received;
      pieces = [rest];
      length = rest.length;
      awaited = isWhole ? prefixLength : end;
      if (!isWhole) return;
      const bytesAt = end - byteLength;
      onMessage({ value: received.subarray(prefixLength, bytesAt), bytes: received.subarray(bytesAt, end) });
    }
  };
};
