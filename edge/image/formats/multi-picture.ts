import { readTiffDirectory } from './tiff-directory.ts';

/*
 * Several pictures in one JPEG file, one behind the other (CIPA DC-007, Multi-Picture Format): an index in the first tells
 * where the others begin. Viewers that do not know it show the first.
 */

/** A marker's bytes behind its length; `at` and `end` are where the whole of it lies. */
export type Segment = { marker: number; payload: Buffer; at: number; end: number };

// A profile of 16 MB has 255 of them.
const mostSegments = 1000;
const mostPictures = 16;

/** What stands before the first scan. */
export const segmentsOf = (jpeg: Buffer): Segment[] => {
  const segments: Segment[] = [];
  for (let at = 2; at + 4 <= jpeg.length && segments.length < mostSegments; ) {
    const marker = jpeg.readUInt8(at + 1);
    if (jpeg[at] !== 0xff || marker === 0xda) break;
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push({ marker, payload: jpeg.subarray(at + 4, end), at, end });
    at = end;
  }
  return segments;
};

/** What an application segment holds behind its name. */
export const named = ({ marker, payload }: Segment, application: number, name: string): Buffer | undefined =>
  marker === 0xe0 + application && payload.toString('latin1', 0, name.length) === name
    ? payload.subarray(name.length)
    : undefined;

const indexName = 'MPF\0';

/** The pictures behind the first. What the index says of places outside of the file, or where no JPEG begins, is passed over. */
export const furtherPictures = (bytes: Buffer): Buffer[] => {
  for (const segment of segmentsOf(bytes)) {
    const index = named(segment, 2, indexName);
    // Offsets count from the index's own byte order mark.
    if (index) return listed(index, bytes.subarray(segment.end - index.length));
  }
  return [];
};

const listed = (index: Buffer, from: Buffer): Buffer[] => {
  try {
    return entriesOf(index)
      .map(([size, offset]) => from.subarray(offset, offset + size))
      .filter((picture) => picture[0] === 0xff && picture[1] === 0xd8 && picture[2] === 0xff);
  } catch (error) {
    // Buffers throw it where the index points out of itself.
    if (error instanceof RangeError) return [];
    throw error;
  }
};

const entriesTag = 0xb002;

/** Size and offset of each picture behind the first, whose offset is 0. */
const entriesOf = (index: Buffer): [size: number, offset: number][] => {
  const { long, find } = readTiffDirectory(index);
  const list = find(({ tag }) => tag === entriesTag);
  if (!list) return [];
  const first = long(list.at + 8);
  const length = Math.min(mostPictures, Math.floor(list.count / 16));
  const places = Array.from({ length }, (_, entry): [number, number] => [
    long(first + entry * 16 + 4),
    long(first + entry * 16 + 8),
  ]);
  return places.filter(([, offset]) => offset > 0);
};

/** A marker with its length and what it holds. */
export const segment = (marker: number, ...parts: (Buffer | string)[]): Buffer => {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
};

/** The same JPEG with segments behind its other application segments: JFIF's and EXIF's want to be the first. */
export const inserted = (jpeg: Buffer, segments: Buffer[]): Buffer => {
  const at = endOfApplications(jpeg);
  return Buffer.concat([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)]);
};

const endOfApplications = (jpeg: Buffer): number => {
  const segments = segmentsOf(jpeg);
  const other = segments.findIndex(({ marker }) => marker < 0xe0 || marker > 0xef);
  return segments[other]?.at ?? segments.at(-1)?.end ?? 2;
};

/** Two JPEGs as one file. */
export const bundled = (first: Buffer, second: Buffer): Buffer => {
  const index = (size: number, offset: number) => segment(0xe2, indexName, indexOf(size, second.length, offset));
  const size = first.length + index(0, 0).length;
  // From the byte order mark, behind marker, length and name, to the end of the first.
  const offset = size - (endOfApplications(first) + 4 + indexName.length);
  return Buffer.concat([inserted(first, [index(size, offset)]), second]);
};

/** The index's directory: its version, two pictures, their entries (CIPA DC-007, 5.2.3). */
const indexOf = (firstSize: number, secondSize: number, offset: number): Buffer => {
  // "Baseline MP primary image", which only the first is.
  const primary = 0x030000;
  const directory = Buffer.alloc(50);
  directory.write('MM\0*\0\0\0\x08\0\x03', 'latin1');
  directory.write('\xb0\0\0\x07\0\0\0\x040100', 10, 'latin1');
  directory.write('\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02', 22, 'latin1');
  directory.write('\xb0\x02\0\x07\0\0\0\x20\0\0\0\x32', 34, 'latin1');
  const entries = Buffer.alloc(32);
  [primary, firstSize, 0, 0, 0, secondSize, offset, 0].forEach((value, at) => {
    entries.writeUInt32BE(value, at * 4);
  });
  return Buffer.concat([directory, entries]);
};
