import type { Metadata } from 'sharp';
import { Underivable } from '../../../errors.ts';
import { detectFormat } from '../../formats/detect.ts';
import type { Size } from '../../geometry/size.ts';
import { sharp } from '../../sharp.ts';
import { parseDataUri, writeDataUri } from '../data-uri.ts';
import { elementsOf, type SvgNode } from '../tree.ts';

// Pixels of all images within a drawing that have to be decoded for it.
const mostPixels = 50_000_000;

/**
 * Rewrites the text of a drawing within another; whether all of it will be drawn, and whether browsers fill the place of
 * the image with it, whatever its shape: so they do without a viewBox.
 */
export type RewriteSvg = (bytes: Buffer) => Promise<{ bytes: Buffer; complete: boolean; stretches: boolean }>;

/**
 * Images within a drawing in the formats that librsvg reads, PNG and JPEG: others become PNG, of animated ones the first
 * frame. Changes the tree; whether all of them will be drawn. Throws Underivable: too costly.
 */
export const convertImages = async (root: SvgNode, rewriteSvg: RewriteSvg): Promise<boolean> => {
  let left = mostPixels;
  let complete = true;
  const done = new Map<string, string>();
  const readHeader = headersOnce();
  for (const { name: element, attributes } of elementsOf(root))
    for (const name of ['href', 'xlink:href']) {
      const uri = attributes.get(name);
      const image = uri === undefined || uri.startsWith('#') ? undefined : parseDataUri(uri);
      if (uri === undefined || !image) continue;
      const format = detectFormat(image.bytes);
      const header = format === 'svg' ? undefined : await readHeader(uri, image.bytes);
      if (element === 'image' && header) giveSize(attributes, header.autoOrient);
      // EXIF turns it in browsers, and not in librsvg.
      const isTurned = (header?.orientation ?? 1) > 1;
      if ((format === 'jpeg' || format === 'png') && !isTurned) continue;
      const known = done.get(uri);
      if (known === undefined && format === 'svg') {
        const rewritten = await rewriteSvg(image.bytes);
        complete &&= rewritten.complete;
        if (rewritten.stretches && !attributes.has('preserveAspectRatio'))
          attributes.set('preserveAspectRatio', 'none');
        done.set(uri, writeDataUri({ type: 'image/svg+xml', bytes: rewritten.bytes }));
      } else if (known === undefined) {
        const png = header && (await pngOf(image.bytes, header, left));
        left -= png?.pixels ?? 0;
        complete &&= png !== undefined;
        done.set(uri, png ? writeDataUri({ type: 'image/png', bytes: png.bytes }) : '');
      }
      attributes.set(name, done.get(uri) ?? '');
    }
  return complete;
};

/** Reads each image's header once, however often the image is in the drawing; undefined where it can't be read. */
const headersOnce = () => {
  const read = new Map<string, Promise<Metadata | undefined>>();
  return (uri: string, bytes: Buffer): Promise<Metadata | undefined> => {
    const header =
      read.get(uri) ??
      sharp(bytes)
        .metadata()
        .catch(() => undefined);
    read.set(uri, header);
    return header;
  };
};

/** An image that says no width or height has its own, or keeps its shape. */
const giveSize = (attributes: SvgNode['attributes'], size: Size): void => {
  const [given, other] = [attributes.get('width'), attributes.get('height')];
  if (!(size.width > 0 && size.height > 0)) return;
  const [width, height] = [Number(given ?? Number.NaN), Number(other ?? Number.NaN)];
  if (given === undefined)
    attributes.set('width', String(height > 0 ? (height * size.width) / size.height : size.width));
  if (other === undefined)
    attributes.set('height', String(width > 0 ? (width * size.height) / size.width : size.height));
};

const pngOf = async (bytes: Buffer, { width, height }: Size, most: number) => {
  try {
    if (width * height > most) throw new Underivable('too-costly', `images of ${width} x ${height} within a drawing`);
    // Low compression: the file is decoded right away, and never sent.
    const png = await sharp(bytes, { limitInputPixels: most }).autoOrient().png({ compressionLevel: 1 }).toBuffer();
    return { bytes: png, pixels: width * height };
  } catch (error) {
    if (error instanceof Underivable) throw error;
    return undefined;
  }
};
