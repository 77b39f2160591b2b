import type { Sharp } from 'sharp';
import { Underivable } from '../../errors.ts';
import type { Metadata } from '../formats/container.ts';
import { detectFormat } from '../formats/detect.ts';
import { containerOf } from '../formats/registry.ts';
import { readTiffDirectory } from '../formats/tiff/directory.ts';
import { escapeXml } from '../formats/xml.ts';
import { xmpText, xmpValues } from '../formats/xmp.ts';

/** Who made an image and who owns it: the only metadata that may stay. */
export type Rights = { copyright?: string; artist?: string };

/** What an original says of its rights, in XMP, EXIF, IPTC or a PNG's texts; undefined where it says nothing. */
export const readRights = (bytes: Buffer): Rights | undefined => {
  const { exif, iptc, xmp, texts } = readMetadata(bytes);
  const packet = xmpText(xmp);
  const fromXmp = (property: string) => line(xmpValues(packet, property)?.[0] ?? '');
  // PNG, third edition, table 22: Author and Copyright.
  const fromTexts = (keyword: string) => line(texts?.get(keyword) ?? '');
  const copyright = fromXmp('dc:rights') ?? exifText(exif, 0x8298) ?? iptcText(iptc, 116) ?? fromTexts('Copyright');
  const artist =
    fromXmp('dc:creator') ??
    exifText(exif, 0x013b) ??
    fromXmp('photoshop:Credit') ??
    iptcText(iptc, 110) ??
    iptcText(iptc, 80) ??
    fromTexts('Author');
  return copyright || artist ? { ...(copyright && { copyright }), ...(artist && { artist }) } : undefined;
};

/** What breaks off says nothing. */
const readMetadata = (bytes: Buffer): Metadata => {
  const format = detectFormat(bytes);
  try {
    return format && format !== 'svgz' && format !== 'unsupported' ? (containerOf(format).metadata?.(bytes) ?? {}) : {};
  } catch (error) {
    if (error instanceof RangeError || error instanceof Underivable) return {};
    throw error;
  }
};

/** Writes rights as EXIF and XMP: EXIF is what most programs read, but libexif makes ASCII of it, and a name would be lost. */
export const withRights = (image: Sharp, { copyright, artist }: Rights): Sharp =>
  image
    .withExif({ IFD0: { ...(copyright && { Copyright: copyright }), ...(artist && { Artist: artist }) } })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${
        copyright
          ? `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(copyright)}</rdf:li></rdf:Alt></dc:rights>`
          : ''
      }${
        artist ? `<dc:creator><rdf:Seq><rdf:li>${escapeXml(artist)}</rdf:li></rdf:Seq></dc:creator>` : ''
      }</rdf:Description></rdf:RDF></x:xmpmeta>`,
    );

// A line of text, not a hiding place.
const longest = 500;

const line = (text: string): string | undefined =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longest) || undefined;

/** An ASCII tag of the first directory (EXIF 2.32, 4.6.2); what breaks off says nothing. */
const exifText = (exif: Buffer | undefined, tag: number): string | undefined => {
  if (!exif) return undefined;
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  try {
    const { long, find } = readTiffDirectory(tiff);
    const text = find((entry) => entry.tag === tag && entry.kind === 2);
    if (!text) return undefined;
    const start = text.count > 4 ? long(text.at + 8) : text.at + 8;
    return line(decoded(tiff.subarray(start, start + text.count)));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A dataset of the application record (IPTC-IIM 4.2, chapter 6), wherever the block around it begins. */
const iptcText = (iptc: Buffer | undefined, dataset: number): string | undefined => {
  const at = iptc?.indexOf(Buffer.of(0x1c, 2, dataset)) ?? -1;
  if (!iptc || at < 0 || at + 5 > iptc.length) return undefined;
  return line(decoded(iptc.subarray(at + 5, at + 5 + iptc.readUInt16BE(at + 3))));
};

/** Neither EXIF nor IPTC says how its letters are coded: today UTF-8, in the past Latin 1. */
const decoded = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
};
