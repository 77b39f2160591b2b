import { detectFormat } from '../formats/detect.ts';
import { stripButOrientation } from '../formats/exif-orientation.ts';
import { containerOf, isOutput } from '../formats/registry.ts';
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
  const clean = stripButOrientation(bytes, format);
  return clean && writeDataUri({ type, bytes: clean });
};
