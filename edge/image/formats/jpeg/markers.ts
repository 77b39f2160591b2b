/** A marker of a JPEG (ISO/IEC 10918-1, annex B): where it begins and ends, and what it holds behind its length. */
export type Segment = { marker: number; payload: Buffer; at: number; end: number };

/** ISO/IEC 10918-1, table B.1: the markers that matter here. */
export const markers = {
  startOfScan: 0xda,
  endOfImage: 0xd9,
} as const;

/** Whether a marker is a frame header (SOF): C0 to CF without Huffman tables, JPG and arithmetic conditioning. */
export const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const isApplication = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;

/**
 * The segments of a JPEG in their order, the end marker included. A scan's ends behind its entropy-coded data; bytes
 * between two segments belong to none. Throws RangeError where a segment breaks off in its length, or has none.
 */
export function* segmentsOf(jpeg: Buffer): Generator<Segment> {
  for (let at = nextMarker(jpeg, 2); at >= 0; ) {
    const marker = jpeg.readUInt8(at + 1);
    const length = hasLength(marker) ? jpeg.readUInt16BE(at + 2) : 0;
    // The length counts its own two bytes.
    if (length === 1 || (length === 0 && hasLength(marker))) throw new RangeError(`a segment of ${length} bytes`);
    const header = at + 2 + length;
    const next = nextMarker(jpeg, header);
    const end = marker === markers.startOfScan ? (next < 0 ? jpeg.length : next) : header;
    yield { marker, payload: jpeg.subarray(at + 4, header), at, end };
    at = next;
  }
}

/**
 * Where the next marker begins, -1 where there is none. FF bytes that are stuffed, repeated or restart markers begin none.
 * The search for FF is the fast part; where they stand close, each is looked at by itself.
 */
const nextMarker = (bytes: Buffer, from: number): number => {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) {
      const next = bytes[at + 1] ?? 0;
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
      at += next === 0xff ? 1 : 2;
    }
  }
  return -1;
};

const hasLength = (marker: number) => marker !== 0x01 && !(marker >= 0xd0 && marker <= markers.endOfImage);

// A profile of 16 MB has 255 of them.
const mostLeading = 1000;

/** The segments before the first scan. */
export const leadingSegments = (jpeg: Buffer): Segment[] => {
  const leading: Segment[] = [];
  try {
    for (const segment of segmentsOf(jpeg)) {
      if (segment.marker === markers.startOfScan || leading.length >= mostLeading) break;
      leading.push(segment);
    }
  } catch (error) {
    // The file ends within one: those before it count.
    if (!(error instanceof RangeError)) throw error;
  }
  return leading;
};

/** What an application segment holds behind its name; undefined where it has another number or name. */
export const applicationContent = (
  { marker, payload }: Segment,
  application: number,
  name: string,
): Buffer | undefined =>
  marker === 0xe0 + application && payload.toString('latin1', 0, name.length) === name
    ? payload.subarray(name.length)
    : undefined;

/** A marker with its length and payload. */
export const writeSegment = (marker: number, ...parts: (Buffer | string)[]): Buffer => {
  const payload = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
};

/** The same JPEG with segments behind its other application segments: JFIF's and EXIF's must come first. */
export const insertSegments = (jpeg: Buffer, segments: Buffer[]): Buffer => {
  const at = endOfApplications(jpeg);
  return Buffer.concat([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)]);
};

/** Where the application segments at the beginning end. */
export const endOfApplications = (jpeg: Buffer): number => {
  const segments = leadingSegments(jpeg);
  const other = segments.findIndex(({ marker }) => !isApplication(marker));
  return segments[other]?.at ?? segments.at(-1)?.end ?? 2;
};
