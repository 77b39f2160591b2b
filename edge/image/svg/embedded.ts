import { detectFormat } from '../formats/detect.ts';
import { containerOf, isOutput } from '../formats/registry.ts';
import { stripMetadata } from '../formats/strip.ts';
import { readTiffDirectory } from '../formats/tiff/directory.ts';
import { parseDataUri, writeDataUri } from './data-uri.ts';

/**
 * The data URI of an image within a drawing, without the image's metadata: a map's photographs say where they were taken,
 * too. A drawing is cleaned by `cleanSvg`. Undefined where it is no image that browsers show, or its metadata can't be
 * taken out.
 */
export const cleanDataUri = (uri: string, cleanSvg: (bytes: Buffer) => Buffer | undefined): string | undefined => {
  const bytes = parseDataUri(uri)?.bytes;
  const format = bytes && detectFormat(bytes);
  if (!format || format === 'unsupported' || format === 'svgz') return undefined;
  const { type } = containerOf(format);
  if (format === 'svg') {
    const svg = cleanSvg(bytes);
    return svg && writeDataUri({ type, bytes: svg });
  }
  if (!isOutput(format)) return undefined;
  const clean = stripMetadata(bytes, format);
  if (!clean) return undefined;
  const image = format === 'jpeg' ? withOrientation(clean, readOrientation(bytes)) : clean;
  return writeDataUri({ type, bytes: image });
};

/** EXIF's orientation of a JPEG, which is no secret (EXIF 2.32, 4.6.4); 1 where it says none that there is. */
const readOrientation = (jpeg: Buffer): number => {
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

/** Adds an EXIF segment with nothing but the orientation, which browsers apply. */
const withOrientation = (jpeg: Buffer, orientation: number): Buffer => {
  if (orientation <= 1) return jpeg;
  const exif = Buffer.from(
    '\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0?\0\0\0\0\0\0',
    'latin1',
  );
  exif.writeUInt8(orientation, exif.indexOf('?'));
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
};
