import { detectFormat } from '../formats/detect.ts';
import { containerOf } from '../formats/registry.ts';
import { stripMetadata } from '../formats/strip.ts';
import { readTiffDirectory } from '../formats/tiff-directory.ts';

/**
 * The data URI of an image within a drawing, without the image's metadata: a map's photographs say where they were taken,
 * too. Undefined where it is no image, or its metadata can't be taken out.
 */
export const embedded = (uri: string): string | undefined => {
  const comma = uri.indexOf(',');
  const bytes = Buffer.from(uri.slice(comma + 1), 'base64');
  const format = detectFormat(bytes);
  if (!format || format === 'unsupported' || format === 'svgz') return undefined;
  const { type, strip } = containerOf(format);
  // Browsers show no TIFF, and an SVG within an SVG could do what its container must not.
  if (!strip) return undefined;
  const clean = stripMetadata(bytes, format) ?? (talks.test(bytes.toString('latin1')) ? undefined : bytes);
  if (!clean) return undefined;
  const image = format === 'jpeg' ? turnedAs(clean, orientationOf(bytes)) : clean;
  return `data:${type};base64,${image.toString('base64')}`;
};

// What announces metadata, in any format.
const talks = /Exif|http:\/\/ns\.adobe\.com|adobe:ns:meta|Photoshop 3\.0|tEXt|zTXt|iTXt/;

/** EXIF's orientation of a JPEG, which is no secret (EXIF 2.32, 4.6.4); 1 where it says none that there is. */
const orientationOf = (jpeg: Buffer): number => {
  const at = jpeg.subarray(0, 65_536).indexOf('Exif\0\0', 0, 'latin1');
  if (at < 0) return 1;
  try {
    const { short, find } = readTiffDirectory(jpeg.subarray(at + 6));
    const entry = find(({ tag, kind, count }) => tag === 0x0112 && kind === 3 && count === 1);
    const value = entry ? short(entry.at + 8) : 1;
    return value > 8 ? 1 : value;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
};

/** Browsers turn it as its EXIF says: so that alone is said again. */
const turnedAs = (jpeg: Buffer, orientation: number): Buffer => {
  if (orientation <= 1) return jpeg;
  const exif = Buffer.from(
    '\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0?\0\0\0\0\0\0',
    'latin1',
  );
  exif.writeUInt8(orientation, exif.indexOf('?'));
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
};
