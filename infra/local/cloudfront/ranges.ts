import { randomUUID } from 'node:crypto';
import { type ByteRange, type Lookup, readRanges, type Validators } from '../conditional.ts';
import type { EdgeResponse } from './edge-response.ts';

/** The parts of a whole object that a viewer asks for: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html */
export const partsOf = (response: EdgeResponse, header: Lookup, validators: Validators): EdgeResponse => {
  const { body } = response;
  const asked = readRanges(header, body.length, validators);
  if (asked === 'whole') return response;
  if (asked === 'unsatisfiable')
    return withRange(response, `bytes */${body.length}`, { status: 416, body: new Uint8Array() });
  const [only, ...more] = asked;
  if (!only || more.length > 0) return multipart(response, asked);
  const part = body.subarray(only.start, only.end + 1);
  return withRange(response, contentRange(only, body.length), { status: 206, body: part });
};

const contentRange = ({ start, end }: ByteRange, size: number) => `bytes ${start}-${end}/${size}`;

const withRange = (
  response: EdgeResponse,
  range: string,
  changes: { status: number; body: Uint8Array<ArrayBuffer> },
): EdgeResponse => {
  const headers = new Headers(response.headers);
  headers.set('content-range', range);
  return { ...response, ...changes, headers };
};

/** Several ranges in one body: RFC 9110, 14.6. */
const multipart = (response: EdgeResponse, ranges: readonly ByteRange[]): EdgeResponse => {
  const boundary = randomUUID();
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  const parts = ranges.flatMap((range) => [
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, response.body.length)}\r\n\r\n`,
    ),
    response.body.subarray(range.start, range.end + 1),
  ]);
  const headers = new Headers(response.headers);
  headers.set('content-type', `multipart/byteranges; boundary=${boundary}`);
  const body = new Uint8Array(Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]));
  return { ...response, status: 206, headers, body };
};
