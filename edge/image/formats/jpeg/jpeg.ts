import { Underivable } from '../../../errors.ts';
import type { Container, ContainerProbe, Price } from '../container.ts';
import { withOrientationOnly } from '../exif.ts';
import { isFrameHeader, markers, segmentsOf } from './markers.ts';
import { exifIn, jpegMetadata } from './metadata.ts';
import {
  checkScans,
  type Frame,
  isComplete,
  isProgressive,
  isUnusual,
  readFrame,
  readScan,
  type Scan,
} from './scans.ts';
import { addJpegExif, stripJpeg } from './strip.ts';

/*
 * Measured with sharp 0.35.5 (libvips 8.18.7) on one core of a 2-vCPU x86-64 machine, a noisy photograph of 12 megapixels
 * resized to 400; CPU time, and resident memory over that of an idle process: 4:2:0 94 ms, 12 MB · turned upright 232 ms,
 * 30 MB · progressive 238 ms, 46 MB · 4:4:4 progressive 336 ms, 81 MB · 379 scans of 36 megapixels, all of them empty, 3.2 to
 * 5.2 s, 81 MB. Arithmetic codes: 345 ms · in scans 482 ms · of much detail 116 ms for each megabyte.
 */
export const jpegPrices = {
  sequential: { megapixel: 15, held: 1 },
  // Every sample waits in two bytes until the last scan has come.
  scans: { megapixel: 10, pass: 0.4, megabyte: 40, held: 2.5 },
  // Bit by bit instead of code by code.
  arithmetic: { megapixel: 15, pass: 0.4, megabyte: 160, held: 2.5 },
} satisfies { [coding: string]: Price };

// Metadata of 64 KB a segment, four tables and a header a scan: 40 MB of the one and a thousand of the other are fewer.
const mostMarkers = 10_000;

/**
 * A JPEG's markers, read to its end. Every scan of a progressive image goes over all of its samples, so a file of
 * 100 KB can keep a decoder busy for 20 seconds. What browsers repair is repaired for the decoder: a missing end marker,
 * bytes between segments. A scan that breaks off is for the decoder to notice.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  const { frame, scans, ended, damage, repaired } = readMarkers(bytes);
  const { marker, width, height, depth, shares } = frame;
  if (depth !== 8) throw new Underivable('unsupported-format', `JPEG of ${depth} bits`);
  const weight = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const largest = Math.max(...shares.values());
  const passOf = ({ components }: Scan) =>
    components.reduce((sum, component) => sum + (shares.get(component) ?? 0), 0) / weight;
  const held = isProgressive(marker) || scans.length > 1;
  const found =
    damage ?? checkScans(frame, scans) ?? (ended || isComplete(frame, scans) ? undefined : 'a scan is missing');
  return {
    price: { ...priceOf(marker, held), ...(isUnusual(frame) && { uncertain: true as const }) },
    width,
    height,
    frames: 1,
    sampleBytes: ((weight / largest) * depth) / 8,
    passes: scans.reduce((sum, scan) => sum + passOf(scan), 0),
    ...(found && { damage: found }),
    bytes: repaired,
  };
};

const priceOf = (marker: number, held: boolean): Price =>
  marker > 0xc8 ? jpegPrices.arithmetic : held ? jpegPrices.scans : jpegPrices.sequential;

const readMarkers = (bytes: Buffer) => {
  const places: [from: number, to: number][] = [[0, 2]];
  const exifs: Buffer[] = [];
  const frames: Frame[] = [];
  const scans: Scan[] = [];
  let [end, count, gaps] = [2, 0, 0];
  let ended = false;
  let damage: string | undefined;
  for (const segment of segmentsOf(bytes)) {
    const { marker, payload } = segment;
    if (++count > mostMarkers) throw new Underivable('too-costly', `more than ${mostMarkers} markers`);
    gaps += segment.at - end;
    end = segment.end;
    places.push([segment.at, segment.end]);
    exifs.push(...exifIn(segment));
    if (isFrameHeader(marker)) frames.push(readFrame(marker, payload));
    if (marker === markers.startOfScan && frames.length === 0) damage = 'a scan before the frame header';
    if (marker === markers.startOfScan) scans.push(readScan(payload));
    ended = marker === markers.endOfImage && frames.length > 0;
    if (ended) break;
  }
  const [frame, second] = frames;
  if (!frame || scans.length === 0) throw new RangeError('no image in it');
  if (second) damage = 'more than one frame header';
  const clean = withOrientationOnly(bytes, exifs);
  const whole = gaps > 0 ? Buffer.concat(places.map(([from, to]) => clean.subarray(from, to))) : clean;
  return {
    frame,
    scans,
    ended,
    damage,
    repaired: ended ? whole : Buffer.concat([whole, Buffer.of(0xff, markers.endOfImage)]),
  };
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
  strip: stripJpeg,
  addExif: addJpegExif,
  metadata: jpegMetadata,
  output: {
    encodings: ['jpeg', 'baseline'],
    // 12 megapixels of a noisy photograph: 345 ms, 77 MB.
    price: { megapixel: 29, held: 6.5 },
  },
} as const satisfies Container;
