import { Underivable } from '../../errors.ts';
import type { Container, ContainerProbe, Price } from './container.ts';
import { isApplication, isFrameHeader, markers, segmentsOf } from './jpeg-markers.ts';

/*
 * Measured with sharp 0.35.5 (libvips 8.18.7) on one core of a 2-vCPU x86-64 machine, a noisy photograph of 12 megapixels
 * resized to 400; CPU time, and resident memory over that of an idle process: 4:2:0 94 ms, 12 MB · turned upright 232 ms,
 * 30 MB · progressive 238 ms, 46 MB · 4:4:4 progressive 336 ms, 81 MB · 379 scans of 36 megapixels, all of them empty, 3.2 to
 * 5.2 s, 81 MB.
 */
export const jpegPrices = {
  sequential: { megapixel: 15, held: 1 },
  // Every sample waits in two bytes until the last scan has come.
  scans: { megapixel: 10, pass: 0.4, megabyte: 40, held: 2.5 },
} satisfies { [coding: string]: Price };

// Metadata of 64 KB a segment, four tables and a header a scan: 40 MB of the one and a thousand of the other are fewer.
const mostMarkers = 10_000;

type Frame = { marker: number; width: number; height: number; depth: number; shares: Map<number, number> };
type Scan = { components: number[]; first: number; low: number };

/**
 * A JPEG's markers, read to its end. Every scan of a progressive image goes over all of its samples, so a file of
 * 100 KB can keep a decoder busy for 20 seconds. One that lacks nothing but its end marker is given one, since browsers
 * show it too; a scan that breaks off is for the decoder to notice.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  const { frame, scans, ended } = readMarkers(bytes);
  const { width, height, depth, shares } = frame;
  const weight = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const largest = Math.max(...shares.values());
  const passOf = ({ components }: Scan) =>
    components.reduce((sum, component) => sum + (shares.get(component) ?? 0), 0) / weight;
  const held = isProgressive(frame.marker) || scans.length > 1;
  return {
    price: held ? jpegPrices.scans : jpegPrices.sequential,
    width,
    height,
    frames: 1,
    sampleBytes: ((weight / largest) * depth) / 8,
    passes: scans.reduce((sum, scan) => sum + passOf(scan), 0),
    ...(!ended && !isComplete(frame, scans) && { damage: 'a scan is missing' }),
    bytes: ended ? bytes : Buffer.concat([bytes, Buffer.of(0xff, markers.endOfImage)]),
  };
};

const isProgressive = (marker: number) => [0xc2, 0xc6, 0xca, 0xce].includes(marker);

const readMarkers = (bytes: Buffer) => {
  let frame: Frame | undefined;
  const scans: Scan[] = [];
  let count = 0;
  for (const { marker, payload } of segmentsOf(bytes)) {
    if (++count > mostMarkers) throw new Underivable('too-costly', `more than ${mostMarkers} markers`);
    if (marker === markers.endOfImage && frame) return { frame, scans, ended: true };
    if (isFrameHeader(marker)) frame = readFrame(marker, payload);
    if (marker === markers.startOfScan) scans.push(readScan(payload));
  }
  if (!frame || scans.length === 0) throw new RangeError('no image in it');
  return { frame, scans, ended: false };
};

const readFrame = (marker: number, payload: Buffer): Frame => {
  const shares = new Map<number, number>();
  for (let component = 0; component < payload.readUInt8(5); component++) {
    const sampling = payload.readUInt8(7 + component * 3);
    shares.set(payload.readUInt8(6 + component * 3), (sampling >> 4) * (sampling & 15));
  }
  return {
    marker,
    height: payload.readUInt16BE(1),
    width: payload.readUInt16BE(3),
    depth: payload.readUInt8(0),
    shares,
  };
};

const readScan = (payload: Buffer): Scan => {
  const count = payload.readUInt8(0);
  const components = Array.from({ length: count }, (_, index) => payload.readUInt8(1 + index * 2));
  return { components, first: payload.readUInt8(1 + count * 2), low: payload.readUInt8(3 + count * 2) & 15 };
};

/** Whether every component has come, and every band of a progressive one down to its lowest bit. */
const isComplete = ({ shares }: Frame, scans: Scan[]) => {
  const lowest = new Map([...shares.keys()].map((component) => [`${component} DC`, 1]));
  for (const { components, first, low } of scans)
    for (const component of components) lowest.set(`${component} ${first === 0 ? 'DC' : 'AC'}`, low);
  return [...lowest.values()].every((low) => low === 0);
};

/** Ends at the first end marker: behind it lie thumbnails, gain maps and makers' trailers. */
const strip = (bytes: Buffer): Buffer | undefined => {
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  for (const segment of segmentsOf(bytes)) {
    const { marker, payload } = segment;
    // Bytes that belong to no segment could say anything, and some browsers would not show them.
    const isGap = bytes.subarray(at, segment.at).some((byte) => byte !== 0xff);
    if (isGap || isUnusual(marker, payload[0]) || segment.end > bytes.length) return undefined;
    if (marker === markers.endOfImage) return Buffer.concat([...parts, bytes.subarray(segment.at, segment.end)]);
    if (isNeeded(marker, payload)) parts.push(bytes.subarray(segment.at, segment.end));
    at = segment.end;
  }
  return undefined;
};

/** Frames of other kinds than Huffman's with 8 bits: libjpeg reads them, browsers don't. */
const isUnusual = (marker: number, depth = 8): boolean => isFrameHeader(marker) && (marker > 0xc2 || depth !== 8);

/** Of the application segments only JFIF's header without a thumbnail, ICC profiles, and Adobe's color transform. */
const isNeeded = (marker: number, payload: Buffer): boolean => {
  const starts = (text: string) => payload.toString('latin1', 0, text.length) === text;
  if (marker === 0xe0) return starts('JFIF\0') && payload.length === 14;
  if (marker === 0xe2) return starts('ICC_PROFILE\0');
  if (marker === 0xee) return starts('Adobe') && payload.length === 12;
  return marker !== markers.comment && !isApplication(marker);
};

/** ISO/IEC 10918-1. */
export const jpeg = {
  type: 'image/jpeg',
  extensions: ['jpg', 'jpeg'],
  signatures: [[0, '\xff\xd8\xff']],
  lossy: true,
  alpha: false,
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadJpegBuffer',
  probe,
  strip,
  output: {
    encodings: ['jpeg', 'baseline'],
    // 12 megapixels of a noisy photograph: 345 ms, 77 MB.
    price: { megapixel: 29, held: 6.5 },
  },
} as const satisfies Container;
