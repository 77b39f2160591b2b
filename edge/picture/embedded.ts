import { sniff } from './sniff.ts';
import { stripped } from './strip.ts';

/**
 * The data URI of a picture within a drawing, without the picture's metadata: a map's photographs say where they were taken,
 * too. Undefined where it is no picture, or its metadata can't be taken out.
 */
export const embedded = (uri: string): string | undefined => {
  const comma = uri.indexOf(',');
  const bytes = Buffer.from(uri.slice(comma + 1), 'base64');
  const format = sniff(bytes);
  if (!format || format === 'unsupported' || format === 'svg' || format === 'svgz' || format === 'tiff')
    return undefined;
  const clean = stripped(bytes, format) ?? (talks.test(bytes.toString('latin1')) ? undefined : bytes);
  if (!clean) return undefined;
  const picture = format === 'jpeg' ? turnedAs(clean, orientationOf(bytes)) : clean;
  return `data:image/${format};base64,${picture.toString('base64')}`;
};

// What announces metadata, in any format.
const talks = /Exif|http:\/\/ns\.adobe\.com|adobe:ns:meta|Photoshop 3\.0|tEXt|zTXt|iTXt/;

/** EXIF's orientation of a JPEG, which is no secret: its first directory's tag 0x0112 (EXIF 2.32, 4.6.2). */
const orientationOf = (jpeg: Buffer): number => {
  const at = jpeg.subarray(0, 65_536).indexOf('Exif\0\0', 0, 'latin1');
  if (at < 0) return 1;
  const tiff = jpeg.subarray(at + 6);
  const tag =
    tiff[0] === 0x49 ? Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]) : Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
  const entry = tiff.subarray(0, 1000).indexOf(tag);
  const value = entry < 0 ? 1 : (tiff[entry + 8] ?? 0) | (tiff[entry + 9] ?? 0);
  return value > 8 ? 1 : value;
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
