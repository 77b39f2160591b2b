import type { Sharp } from 'sharp';
import { readTiffDirectory } from '../formats/tiff-directory.ts';
import { sharp } from '../sharp.ts';

/** Who made an image and who owns it: the only metadata that may stay. */
export type Rights = { copyright?: string; artist?: string };

/** What an original says of its rights, in XMP, EXIF, IPTC or a PNG's texts; undefined where it says nothing. */
export const readRights = async (bytes: Uint8Array): Promise<Rights | undefined> => {
  const { exif, iptc, xmp, comments = [] } = await sharp(bytes, { limitInputPixels: false }).metadata();
  // PNG, third edition, table 22: Author and Copyright.
  const textOf = (name: string) => line(comments.find(({ keyword }) => keyword === name)?.text ?? '');
  const copyright = xmpText(xmp, 'dc:rights') ?? exifText(exif, 0x8298) ?? iptcText(iptc, 116) ?? textOf('Copyright');
  const artist =
    xmpText(xmp, 'dc:creator') ??
    exifText(exif, 0x013b) ??
    xmpText(xmp, 'photoshop:Credit') ??
    iptcText(iptc, 110) ??
    iptcText(iptc, 80) ??
    textOf('Author');
  return copyright || artist ? { ...(copyright && { copyright }), ...(artist && { artist }) } : undefined;
};

/** Writes rights as EXIF and XMP: EXIF is what most programs read, but libexif makes ASCII of it, and a name would be lost. */
export const withRights = (image: Sharp, { copyright, artist }: Rights): Sharp =>
  image
    .withExif({ IFD0: { ...(copyright && { Copyright: copyright }), ...(artist && { Artist: artist }) } })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${
        copyright
          ? `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escaped(copyright)}</rdf:li></rdf:Alt></dc:rights>`
          : ''
      }${
        artist ? `<dc:creator><rdf:Seq><rdf:li>${escaped(artist)}</rdf:li></rdf:Seq></dc:creator>` : ''
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

/** The first value of a property: of a list, plain, or as an attribute. */
const xmpText = (xmp: Buffer | undefined, property: string): string | undefined => {
  const text = xmp?.toString('utf8', 0, 65_536) ?? '';
  const attribute = new RegExp(`\\s${property}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`).exec(text);
  const from = text.indexOf(`<${property}`);
  const to = text.indexOf(`</${property}>`, from);
  const element = from < 0 || to < 0 ? '' : text.slice(from, to);
  const value =
    /<rdf:li[^<>]*>([^<]*)$/.exec(element.split('</rdf:li>')[0] ?? '')?.[1] ??
    /^<[^<>]*>([^<]+)$/.exec(element)?.[1] ??
    attribute?.[1] ??
    attribute?.[2];
  return value === undefined ? undefined : line(plain(value));
};

/** Neither EXIF nor IPTC says how its letters are coded: today UTF-8, in the past Latin 1. */
const decoded = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
};

const entities: [name: string, char: string][] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
];

const plain = (text: string) => entities.reduce((done, [name, char]) => done.replaceAll(name, char), text);

const escaped = (text: string) => entities.reduceRight((done, [name, char]) => done.replaceAll(char, name), text);
