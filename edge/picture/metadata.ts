import { sharp } from './loaders.ts';

/** Who made a picture and who owns it: the only metadata that may stay, as EXIF tags of the first directory. */
export type Rights = { Copyright?: string; Artist?: string };

/** What an original says of its rights, in EXIF or, where that is silent, in IPTC or XMP; undefined where it says nothing. */
export const rightsOf = async (bytes: Uint8Array): Promise<Rights | undefined> => {
  const { exif, iptc, xmp } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const Copyright = exifText(exif, 0x8298) ?? iptcText(iptc, 116) ?? xmpText(xmp, 'dc:rights');
  const Artist = exifText(exif, 0x013b) ?? iptcText(iptc, 110) ?? iptcText(iptc, 80) ?? xmpText(xmp, 'dc:creator');
  return Copyright || Artist ? { ...(Copyright && { Copyright }), ...(Artist && { Artist }) } : undefined;
};

// A line of text, not a hiding place.
const longest = 500;

const line = (text: string): string | undefined =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longest) || undefined;

/** An ASCII tag of the first directory (EXIF 2.32, 4.6.2; TIFF 6.0, section 2). */
const exifText = (exif: Buffer | undefined, tag: number): string | undefined => {
  if (!exif) return undefined;
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const isLittle = tiff[0] === 0x49;
  const short = (at: number) => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (at + 4 > tiff.length ? 0 : isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = long(4);
  for (let entry = directory + 2; entry < directory + 2 + 12 * short(directory) && entry < tiff.length; entry += 12) {
    if (short(entry) !== tag || short(entry + 2) !== 2) continue;
    const length = long(entry + 4);
    const start = length > 4 ? long(entry + 8) : entry + 8;
    return line(tiff.toString('utf8', start, Math.min(tiff.length, start + length)));
  }
  return undefined;
};

/** A dataset of the application record (IPTC-IIM 4.2, chapter 6), wherever the block around it begins. */
const iptcText = (iptc: Buffer | undefined, dataset: number): string | undefined => {
  const at = iptc?.indexOf(Buffer.of(0x1c, 2, dataset)) ?? -1;
  if (!iptc || at < 0 || at + 5 > iptc.length) return undefined;
  return line(iptc.toString('utf8', at + 5, at + 5 + iptc.readUInt16BE(at + 3)));
};

/** The first value of a property, as a list or as an attribute. */
const xmpText = (xmp: Buffer | undefined, property: string): string | undefined => {
  const text = xmp?.toString('utf8', 0, 65_536) ?? '';
  const from = text.indexOf(`<${property}`);
  const to = text.indexOf(`</${property}>`, from);
  const value = from < 0 || to < 0 ? undefined : /<rdf:li[^<>]*>([^<]*)</.exec(text.slice(from, to))?.[1];
  return value === undefined ? undefined : line(plain(value));
};

const entities: { [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const plain = (text: string) =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => entities[name] ?? whole);
