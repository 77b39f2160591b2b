import { cleanProfile } from '../../color/icc-clean.ts';
import { applicationContent, isFrameHeader, markers, type Segment, segmentsOf, writeSegment } from './markers.ts';
import { isUnusual } from './scans.ts';

// Frames of Huffman codes with 8 bits, their tables, restarts, scans: what browsers show.
const needed = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, markers.startOfScan]);

/**
 * The same JPEG without metadata. Ends at the first end marker: behind it lie thumbnails, gain maps and makers' trailers.
 * Undefined where it breaks off, or has a coding that browsers don't show.
 */
export const stripJpeg = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = [];
  const colors = new Map<number, Buffer>();
  const profile: Buffer[] = [];
  let isLeading = true;
  for (const segment of segmentsOf(bytes)) {
    const { marker, payload, at, end } = segment;
    if (end > bytes.length || (isFrameHeader(marker) && isUnusual({ marker, depth: payload[0] ?? 0 })))
      return undefined;
    if (marker === markers.endOfImage) return join([...colors.values()], profile, parts);
    if (marker === markers.startOfScan) isLeading = false;
    const color = colorSegment(segment);
    const chunk = applicationContent(segment, 2, profileName);
    if (isLeading && color && !colors.has(marker)) colors.set(marker, color);
    if (isLeading && chunk) profile.push(chunk);
    if (needed.has(marker)) parts.push(bytes.subarray(at, end));
  }
  return undefined;
};

/** Adds EXIF to a stripped JPEG, as its first segment. */
export const addJpegExif = (jpeg: Buffer, exif: Buffer): Buffer =>
  Buffer.concat([startOfImage, writeSegment(0xe1, 'Exif\0\0', exif), jpeg.subarray(startOfImage.length)]);

/** What tells YCbCr from RGB, and nothing else: JFIF's header without a thumbnail, Adobe's color transform. */
const colorSegment = (segment: Segment): Buffer | undefined => {
  const jfif = applicationContent(segment, 0, 'JFIF\0');
  if (jfif && jfif.length >= 9) return writeSegment(0xe0, 'JFIF\0', jfif.subarray(0, 7), Buffer.of(0, 0));
  const adobe = applicationContent(segment, 14, 'Adobe');
  return adobe && adobe.length >= 7 ? writeSegment(0xee, 'Adobe', adobe.subarray(0, 7)) : undefined;
};

const profileName = 'ICC_PROFILE\0';
const startOfImage = Buffer.of(0xff, 0xd8);
const endOfImage = Buffer.of(0xff, markers.endOfImage);

const join = (colors: Buffer[], profile: Buffer[], parts: Buffer[]): Buffer | undefined => {
  const clean = profile.length > 0 ? cleanSegments(profile) : [];
  return clean && Buffer.concat([startOfImage, ...colors, ...clean, ...parts, endOfImage]);
};

// A segment holds 65,533 bytes: the name, two numbers, and this much of the profile (ICC.1:2022, B.4).
const mostContent = 65_519;

/** The profile's segments, cleaned; undefined where it can't be. */
const cleanSegments = (chunks: Buffer[]): Buffer[] | undefined => {
  const inOrder = chunks.toSorted((a, b) => a.readUInt8(0) - b.readUInt8(0));
  const profile = cleanProfile(Buffer.concat(inOrder.map((chunk) => chunk.subarray(2))));
  if (!profile) return undefined;
  const count = Math.ceil(profile.length / mostContent);
  return Array.from({ length: count }, (_, index) =>
    writeSegment(
      0xe2,
      profileName,
      Buffer.of(index + 1, count),
      profile.subarray(index * mostContent, (index + 1) * mostContent),
    ),
  );
};
