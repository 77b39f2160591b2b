import { serialize } from 'node:v8';

/*
 * What a worker and the process that asks it tell each other, through a pipe in both directions: the length of a value, how many bytes follow it, the
 * value, the bytes. Node's own messages take a turn of the event loop on either side for each, and copy the bytes three times.
 */

/** Bytes of the two lengths. */
export const prefixLength = 8;

/** The lengths and the value; `follow` bytes are written after it. */
export const encodeFrame = (value: unknown, follow: number): [prefix: Buffer, value: Buffer] => {
  const encoded = serialize(value);
  const prefix = Buffer.allocUnsafe(prefixLength);
  prefix.writeUInt32LE(encoded.length, 0);
  prefix.writeUInt32LE(follow, 4);
  return [prefix, encoded];
};

/** The lengths of the value and of the bytes that follow it. */
export const readPrefix = (prefix: Buffer): [value: number, follow: number] => [
  prefix.readUInt32LE(0),
  prefix.readUInt32LE(4),
];

/** A frame that has come whole; the value as `deserialize` takes it. */
export type Frame = { value: Buffer; bytes: Buffer };

/** Puts frames together from what comes through the pipe, in pieces of any length. */
export const frameReader = (onFrame: (frame: Frame) => void): ((piece: Buffer) => void) => {
  let pieces: Buffer[] = [];
  let length = 0;
  // Bytes of the frame that has begun, once its lengths are there: pieces are put together twice, however small they are.
  let awaited = prefixLength;
  return (piece) => {
    pieces.push(piece);
    length += piece.length;
    while (length >= awaited) {
      const [first = piece] = pieces;
      const all = pieces.length === 1 ? first : Buffer.concat(pieces);
      const [value, follow] = readPrefix(all);
      const end = prefixLength + value + follow;
      const rest = length < end ? all : all.subarray(end);
      pieces = [rest];
      length = rest.length;
      awaited = rest === all ? end : prefixLength;
      if (rest === all) return;
      onFrame({ value: all.subarray(prefixLength, end - follow), bytes: all.subarray(end - follow, end) });
    }
  };
};
