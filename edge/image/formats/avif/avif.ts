import { Underivable } from '../../../errors.ts';
import { type Cicp, peakOf, spaceOf } from '../../color/cicp.ts';
import { writeProfile } from '../../color/icc-write.ts';
import type { Container, ContainerProbe, Metadata, Price } from '../container.ts';
import { type Box, type Items, itemContent, readItems } from './items.ts';
import { alignTransforms } from './transforms.ts';
import { imageItems, rewriteAvif } from './write.ts';

// Measured as in jpeg.ts: 900 ms, 222 MB · 10 bit 1,084 ms, 295 MB. libaom's own header may claim another size than the
// container's.
const price: Price = { megapixel: 90, held: 6.2, uncertain: true };

/**
 * An AVIF's items: the largest size that any of them claims, which codec made them, what their colors mean. What the AV1 data
 * says of itself is not read here, so the claim can be a lie: AVIF is decoded where it can be killed.
 */
const probe = (file: Buffer): ContainerProbe => {
  const all = readItems(file);
  const types = new Set([...all.items.values()].map(({ type }) => type));
  if (types.has('hvc1')) throw new Underivable('unsupported-format', 'HEIC');
  if (!types.has('av01')) throw new Underivable('unsupported-format', 'an image sequence without a still');
  const [width, height] = largest(all);
  if (width === 0 || height === 0) throw new RangeError('no size');
  const colors = readColors(all);
  const cicp = readCicp(colors);
  const space = cicp && spaceOf(cicp);
  const aligned = alignTransforms(all);
  return {
    price,
    width,
    height,
    frames: 1,
    sampleBytes: all.properties.some(isDeep) ? 4 : 3,
    passes: 1,
    ...(cicp && { cicp }),
    ...(all.references.some(({ type, from }) => type === 'prem' && from === all.primary) && { premultiplied: true }),
    ...(isLimitedGray(colors) && { limitedGray: true as const }),
    // The decoder knows profiles, and not these code points.
    bytes:
      ((space || aligned) && rewriteAvif(file, aligned ?? all, space && writeProfile(space))) ?? withoutExif(file, all),
  };
};

/** EXIF says nothing of how an AVIF is turned, and the decoder's parser follows it without end (exif.ts). Throws RangeError. */
const withoutExif = (file: Buffer, { items }: Items): Buffer => {
  const places = [...items.values()].flatMap(({ type, extents }) => (type === 'Exif' ? extents : []));
  if (places.length === 0) return file;
  if (places.reduce((sum, [from, to]) => sum + to - from, 0) > file.length)
    throw new RangeError('more EXIF than bytes');
  const copy = Buffer.from(file);
  for (const [from, to] of places) copy.fill(0, Math.min(from, file.length), Math.min(to, file.length));
  return copy;
};

const largest = ({ properties }: Items): [width: number, height: number] => {
  const sizes = properties.filter(({ kind }) => kind === 'ispe');
  const most = (at: number) => sizes.reduce((most, { content }) => Math.max(most, content.readUInt32BE(at)), 0);
  return [most(4), most(8)];
};

// Bit 6 of its third byte: more than 8 bits a sample (https://aomediacodec.github.io/av1-isobmff/#av1codecconfigurationbox).
const isDeep = ({ kind, content }: Box) => kind === 'av1C' && (content.readUInt8(2) & 0x40) !== 0;

/** What says the image's colors: the properties of the image itself, or of its tiles. */
const readColors = (all: Items) => {
  const properties = imageItems(all).flatMap((item) => item.properties.map(({ index }) => all.properties[index]));
  const contentsOf = (wanted: string) =>
    properties.flatMap((property) => (property?.kind === wanted ? [property.content] : []));
  const named = contentsOf('colr').map((content) => ({ name: content.toString('latin1', 0, 4), content }));
  return {
    hasProfile: named.some(({ name }) => name === 'prof' || name === 'rICC'),
    nclx: named.find(({ name }) => name === 'nclx')?.content,
    light: contentsOf('clli')[0],
    codec: contentsOf('av1C')[0],
  };
};

type Colors = ReturnType<typeof readColors>;

/** What the image's color box says (ISO/IEC 14496-12, 12.1.5), or that of a tile; a profile counts more. */
const readCicp = ({ nclx, hasProfile, light }: Colors): Cicp | undefined => {
  if (!nclx || hasProfile) return undefined;
  // Browsers don't look at the display that an AVIF was made on.
  const peak = peakOf(light, undefined, 1);
  return { primaries: nclx.readUInt16BE(4), transfer: nclx.readUInt16BE(6), ...(peak && { peak }) };
};

/** Bit 4 of the codec's third byte: no chroma. The color box's last bit in use: full range. */
const isLimitedGray = ({ nclx, codec }: Colors): boolean =>
  nclx !== undefined && (nclx.readUInt8(10) & 0x80) === 0 && codec !== undefined && (codec.readUInt8(2) & 0x10) !== 0;

const strip = (file: Buffer): Buffer | undefined => rewriteAvif(file, readItems(file));

const metadata = (file: Buffer): Metadata => {
  const items = [...readItems(file).items.values()];
  const find = (wanted: string) => {
    const item = items.find(({ type }) => type === wanted);
    return item && itemContent(file, item);
  };
  // ISO/IEC 23008-12, A.2.1: EXIF begins behind an offset and what it skips.
  const [exif, xmp] = [find('Exif'), find('mime')];
  return { ...(exif && { exif: exif.subarray(4 + exif.readUInt32BE(0)) }), ...(xmp && { xmp }) };
};

/** AV1 Image File Format (https://aomediacodec.github.io/av1-avif/). */
export const avif = {
  type: 'image/avif',
  extensions: ['avif'],
  signatures: [
    [4, 'ftypavif'],
    [4, 'ftypmif1'],
    [4, 'ftypmsf1'],
  ],
  lossy: true,
  alpha: true,
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadHeifBuffer',
  probe,
  strip,
  metadata,
  output: {
    encodings: ['avif', 'avif-lossless'],
    // 12 megapixels at effort 0: 1,390 to 1,470 ms, 408 to 524 MB.
    price: { megapixel: 120, held: 44 },
    negotiated: true,
  },
} as const satisfies Container;
