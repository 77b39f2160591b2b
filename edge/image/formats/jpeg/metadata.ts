import type { Metadata } from '../container.ts';
import { applicationContent, leadingSegments, type Segment } from './markers.ts';

/** EXIF, XMP and IPTC of a JPEG; of several blocks of a kind the first. */
export const jpegMetadata = (bytes: Buffer): Metadata => {
  const segments = leadingSegments(bytes);
  const find = (read: (segment: Segment) => Buffer | undefined) => segments.map(read).find((content) => content);
  const [exif] = segments.flatMap(exifIn);
  const xmp = find((segment) => applicationContent(segment, 1, 'http://ns.adobe.com/xap/1.0/\0'));
  const iptc = find((segment) => applicationContent(segment, 13, 'Photoshop 3.0\0'));
  return { ...(exif && { exif }), ...(xmp && { xmp }), ...(iptc && { iptc }) };
};

/** The EXIF of a segment; empty where it holds none. */
export const exifIn = (segment: Segment): Buffer[] => {
  const exif = applicationContent(segment, 1, 'Exif\0\0');
  return exif ? [exif] : [];
};
