import type { OriginalFormat } from '../registry.ts';
import { xmpText, xmpValues } from '../xmp.ts';
import { applicationContent, leadingSegments, type Segment, writeSegment } from './markers.ts';
import { furtherImages } from './multi-picture.ts';

/** What the numbers of a gain map mean. */
export type GainMapMetadata = {
  /** In the format of ISO 21496-1. */
  iso: Buffer;
  /** Sample in the file -> sample that the ISO metadata applies to, where they differ. */
  curve?: Uint8Array;
  /** Profile of the color space in which the gain is applied, if it is not the image's own. */
  profile: Buffer[];
};

/** The gain map of an original. */
export type GainMap = { bytes: Buffer; gain: GainMapMetadata };

/** The first further image of a JPEG that says how its numbers become light; other formats have none that we read. */
export const readGainMap = ({ format, bytes }: { format: OriginalFormat; bytes: Buffer }): GainMap | undefined => {
  for (const image of format === 'jpeg' ? furtherImages(bytes) : []) {
    const gain = gainOf(image);
    if (gain) return { bytes: image, gain };
  }
  return undefined;
};

const isoName = 'urn:iso:std:iso:ts:21496:-1\0';
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';

// XMP metadata is written as ISO too: browsers, Android and Apple's systems read it, it is a tenth of the bytes, and XMP could
// carry other metadata (https://github.com/libvips/libvips/pull/4645).
/** The metadata segments of a gain map. The image before it announces the map by a segment with the version alone, 0. */
export const gainSegments = ({ iso, profile }: GainMapMetadata): Buffer[] => [
  writeSegment(0xe2, isoName, iso),
  ...profile,
];
export const announcement: Buffer = writeSegment(0xe2, isoName, Buffer.alloc(4));

/** Reads a map's metadata: ISO's, else Adobe's, else Apple's. Undefined if there is none, or none that is valid. */
const gainOf = (map: Buffer): GainMapMetadata | undefined => {
  const segments = leadingSegments(map);
  const iso = contentOf(segments, 2, isoName);
  if (iso) return isoGain(iso, segments);
  const xmp = xmpText(contentOf(segments, 1, xmpName));
  return adobeGain(xmp) ?? appleGain(xmp);
};

const contentOf = (segments: Segment[], application: number, name: string) =>
  segments.map((segment) => applicationContent(segment, application, name)).find((content) => content !== undefined);

// ISO 21496-1, annex C: flags, as libultrahdr has them too (lib/src/gainmapmetadata.cpp).
const threeChannels = 0x80;
const baseColors = 0x40;
const oneDenominator = 0x08;

/** Kept as it is, but not a byte more than its numbers need. */
const isoGain = (content: Buffer, segments: Segment[]): GainMapMetadata | undefined => {
  // The lowest version that a reader must know, the writer's own, flags.
  if (content.length < 5 || content.readUInt16BE(0) !== 0) return undefined;
  const flags = content.readUInt8(4);
  const channels = flags & threeChannels ? 3 : 1;
  const shared = (flags & oneDenominator) !== 0;
  const iso = content.subarray(0, shared ? 17 + 20 * channels : 21 + 40 * channels);
  const denominators = shared ? [5] : Array.from({ length: 2 + 5 * channels }, (_, at) => 9 + 8 * at);
  // One of 0 would be light without end.
  if (denominators.some((at) => at + 4 > iso.length || iso.readUInt32BE(at) === 0)) return undefined;
  const own = (flags & baseColors) === 0;
  const profiles = own ? segments.filter((segment) => applicationContent(segment, 2, 'ICC_PROFILE\0')) : [];
  return { iso, profile: profiles.map(({ marker, payload }) => writeSegment(marker, payload)) };
};

/** Numbers of all channels, one for each or one for all; headrooms and gains as powers of two. */
type Numbers = {
  headrooms: [low: number, high: number];
  min: number[];
  max: number[];
  gamma: number[];
  offset: number[];
  hdrOffset: number[];
};

// Stops. The Sun is 17 above the white of a page.
const most = 32;

const written = ({ headrooms, min, max, gamma, offset, hdrOffset }: Numbers): Buffer | undefined => {
  const lists = [min, max, gamma, offset, hdrOffset];
  const channels = Math.max(...lists.map((list) => list.length));
  const numbers = Array.from({ length: channels }, (_, channel) => lists.map((list) => list[channel] ?? list[0] ?? 0));
  const all = [...headrooms, ...numbers.flat()];
  const isSense = headrooms[1] > headrooms[0] && headrooms[0] >= 0 && gamma.every((value) => value > 0);
  if (!isSense || (channels !== 1 && channels !== 3) || !all.every((value) => Math.abs(value) <= most))
    return undefined;
  const fractions = all.map((value) => {
    const fraction = Buffer.alloc(8);
    fraction.writeInt32BE(Math.round(value * 1e6));
    fraction.writeUInt32BE(1e6, 4);
    return fraction;
  });
  return Buffer.concat([Buffer.of(0, 0, 0, 0, baseColors | (channels === 3 ? threeChannels : 0)), ...fractions]);
};

/** Adobe's gain map specification 1.0, which Android's Ultra HDR 1.0 uses: the same numbers, as XMP. */
const adobeGain = (xmp: string): GainMapMetadata | undefined => {
  const numbers = (name: string, usual?: number) =>
    valuesOf(xmp, `hdrgm:${name}`) ?? (usual === undefined ? [] : [usual]);
  const max = numbers('GainMapMax');
  const [low = 0] = numbers('HDRCapacityMin', 0);
  const [high = 0] = numbers('HDRCapacityMax');
  if (max.length === 0 || isTrue(xmpValues(xmp, 'hdrgm:BaseRenditionIsHDR'))) return undefined;
  const rest = { min: numbers('GainMapMin', 0), gamma: numbers('Gamma', 1) };
  const offsets = { offset: numbers('OffsetSDR', 1 / 64), hdrOffset: numbers('OffsetHDR', 1 / 64) };
  const iso = written({ headrooms: [low, high], max, ...rest, ...offsets });
  return iso && { iso, profile: [] };
};

const isTrue = (values: string[] | undefined) => values?.[0]?.trim().toLowerCase() === 'true';

/**
 * Apple's maps say how much of the headroom is added, linearly, in Rec. 709's curve; ISO's how often light doubles
 * (https://developer.apple.com/documentation/appkit/applying-apple-hdr-effect-to-your-photos). Those of iOS before 18 say
 * it in the maker's notes of the first image only, which go.
 */
const appleGain = (xmp: string): GainMapMetadata | undefined => {
  const [headroom = 0] = valuesOf(xmp, 'HDRGainMap:HDRGainMapHeadroom') ?? [];
  if (!(headroom > 1)) return undefined;
  const stops = Math.log2(headroom);
  const linear = (value: number) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45));
  const curve = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.round((255 * Math.log2(1 + (headroom - 1) * linear(value / 255))) / stops),
  );
  const iso = written({ headrooms: [0, stops], min: [0], max: [stops], gamma: [1], offset: [0], hdrOffset: [0] });
  return iso && { iso, curve, profile: [] };
};

/** The numbers of a property; NaN for what is none. */
const valuesOf = (xmp: string, property: string): number[] | undefined =>
  xmpValues(xmp, property)?.map(Number.parseFloat);
