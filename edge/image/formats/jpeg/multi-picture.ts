import { readTiffDirectory } from '../tiff/directory.ts';
import { applicationContent, endOfApplications, insertSegments, leadingSegments, writeSegment } from './markers.ts';

/*
 * Several images in one JPEG file, one behind the other (CIPA DC-007, Multi-Picture Format): an index in the first tells
 * where the others begin. Viewers that do not know it show the first.
 */

const mostImages = 16;
const indexName = 'MPF\0';

/** The images behind the first. Index entries that point outside of the file, or where no JPEG begins, are skipped. */
export const furtherImages = (bytes: Buffer): Buffer[] => {
  for (const segment of leadingSegments(bytes)) {
    const index = applicationContent(segment, 2, indexName);
    // Offsets count from the index's own byte order mark.
    if (index) return listed(index, bytes.subarray(segment.end - index.length));
  }
  return [];
};

const listed = (index: Buffer, from: Buffer): Buffer[] => {
  try {
    return entriesOf(index)
      .map(([size, offset]) => from.subarray(offset, offset + size))
      .filter((image) => image[0] === 0xff && image[1] === 0xd8 && image[2] === 0xff);
  } catch (error) {
    // Buffers throw it where the index points out of itself.
    if (error instanceof RangeError) return [];
    throw error;
  }
};

const entriesTag = 0xb002;

/** Size and offset of each image behind the first, whose offset is 0. */
const entriesOf = (index: Buffer): [size: number, offset: number][] => {
  const { long, find } = readTiffDirectory(index);
  const list = find(({ tag }) => tag === entriesTag);
  if (!list) return [];
  const first = long(list.at + 8);
  const length = Math.min(mostImages, Math.floor(list.count / 16));
  const places = Array.from({ length }, (_, entry): [number, number] => [
    long(first + entry * 16 + 4),
    long(first + entry * 16 + 8),
  ]);
  return places.filter(([, offset]) => offset > 0);
};

/** Two JPEGs as one file, with the index that says so. */
export const bundleImages = (first: Buffer, second: Buffer): Buffer => {
  const index = (size: number, offset: number) => writeSegment(0xe2, indexName, indexOf(size, second.length, offset));
  const size = first.length + index(0, 0).length;
  // From the byte order mark, behind marker, length and name, to the end of the first.
  const offset = size - (endOfApplications(first) + 4 + indexName.length);
  return Buffer.concat([insertSegments(first, [index(size, offset)]), second]);
};

/** The index's directory: its version, two images, their entries (CIPA DC-007, 5.2.3). */
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
