import { Underivable } from '../../errors.ts';
import type { Probe } from './probe.ts';

// ISO/IEC 10918-1, table B.1: the markers that matter here.
const startOfScan = 0xda;
const endOfImage = 0xd9;
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const isProgressive = (marker: number) => [0xc2, 0xc6, 0xca, 0xce].includes(marker);

// Metadata of 64 KB a segment, four tables and a header a scan: 40 MB of the one and a thousand of the other are fewer.
const mostMarkers = 10_000;

type Frame = { marker: number; width: number; height: number; depth: number; shares: Map<number, number> };
type Scan = { components: number[]; first: number; low: number };

/**
 * A JPEG's markers, read to its end. Every scan of a progressive image goes over all of its samples, so a file of
 * 100 KB can keep a decoder busy for 20 seconds. One that lacks nothing but its end marker is given one, since browsers
 * show it too; a scan that breaks off is for the decoder to notice.
 */
export const probeJpeg = (bytes: Buffer): Probe => {
  const { frame, scans, ended } = readMarkers(bytes);
  const { width, height, depth, shares } = frame;
  const weight = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const largest = Math.max(...shares.values());
  const passOf = ({ components }: Scan) =>
    components.reduce((sum, component) => sum + (shares.get(component) ?? 0), 0) / weight;
  const held = isProgressive(frame.marker) || scans.length > 1;
  return {
    format: 'jpeg',
    coding: held ? 'jpeg in scans' : 'jpeg',
    width,
    height,
    frames: 1,
    sampleBytes: ((weight / largest) * depth) / 8,
    passes: scans.reduce((sum, scan) => sum + passOf(scan), 0),
    ...(!ended && !isComplete(frame, scans) && { damage: 'a scan is missing' }),
    bytes: ended ? bytes : Buffer.concat([bytes, Buffer.of(0xff, endOfImage)]),
  };
};

const readMarkers = (bytes: Buffer) => {
  let frame: Frame | undefined;
  const scans: Scan[] = [];
  let markers = 0;
  for (let at = nextMarker(bytes, 2); at >= 0; at = nextMarker(bytes, at)) {
    if (++markers > mostMarkers) throw new Underivable('too-costly', `more than ${mostMarkers} markers`);
    const marker = bytes.readUInt8(at + 1);
    if (marker === endOfImage && frame) return { frame, scans, ended: true };
    at += 2;
    if (!hasLength(marker)) continue;
    const segment = bytes.subarray(at + 2, at + bytes.readUInt16BE(at));
    at += bytes.readUInt16BE(at);
    if (isFrame(marker)) frame = readFrame(marker, segment);
    if (marker === startOfScan) scans.push(readScan(segment));
  }
  if (!frame || scans.length === 0) throw new RangeError('no image in it');
  return { frame, scans, ended: false };
};

/**
 * Where the next marker begins, -1 where there is none; within a scan, bytes of FF that are stuffed, repeated or restart markers are none. The
 * search for FF is the fast part; where they stand close, each is looked at by itself.
 */
export const nextMarker = (bytes: Buffer, from: number): number => {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) {
      const next = bytes[at + 1] ?? 0;
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
      at += next === 0xff ? 1 : 2;
    }
  }
  return -1;
};

const hasLength = (marker: number) => marker !== 0x01 && !(marker >= 0xd0 && marker <= endOfImage);

const readFrame = (marker: number, segment: Buffer): Frame => {
  const shares = new Map<number, number>();
  for (let component = 0; component < segment.readUInt8(5); component++) {
    const sampling = segment.readUInt8(7 + component * 3);
    shares.set(segment.readUInt8(6 + component * 3), (sampling >> 4) * (sampling & 15));
  }
  return {
    marker,
    height: segment.readUInt16BE(1),
    width: segment.readUInt16BE(3),
    depth: segment.readUInt8(0),
    shares,
  };
};

const readScan = (segment: Buffer): Scan => {
  const count = segment.readUInt8(0);
  const components = Array.from({ length: count }, (_, index) => segment.readUInt8(1 + index * 2));
  return { components, first: segment.readUInt8(1 + count * 2), low: segment.readUInt8(3 + count * 2) & 15 };
};

/** Whether every component has come, and every band of a progressive one down to its lowest bit. */
const isComplete = ({ shares }: Frame, scans: Scan[]) => {
  const lowest = new Map([...shares.keys()].map((component) => [`${component} DC`, 1]));
  for (const { components, first, low } of scans)
    for (const component of components) lowest.set(`${component} ${first === 0 ? 'DC' : 'AC'}`, low);
  return [...lowest.values()].every((low) => low === 0);
};
