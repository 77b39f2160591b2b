import { writeSegment } from '../../../../edge/image/formats/jpeg/markers.ts';

// EXIF's pointers to further directories: EXIF's own, GPS, interoperability (EXIF 2.32, 4.6.3).
const pointers = [0x8769, 0x8825, 0xa005];

/** EXIF whose one directory leads to itself, from so many entries: three of them are followed six times each, ten thousands of times. */
export const circularExif = (entries: number, orientation = 1): Buffer => {
  const exif = Buffer.alloc(10 + 12 * (entries + 1) + 4);
  exif.write('II*\0\x08', 'latin1');
  exif.writeUInt16LE(entries + 1, 8);
  const write = (at: number, [tag, kind, value]: [tag: number, kind: 3 | 4, value: number]) => {
    exif.writeUInt16LE(tag, at);
    exif.writeUInt16LE(kind, at + 2);
    exif.writeUInt32LE(1, at + 4);
    exif.writeUInt32LE(value, at + 8);
  };
  write(10, [0x0112, 3, orientation]);
  for (let entry = 0; entry < entries; entry++) write(22 + 12 * entry, [pointers[entry % 3] ?? 0, 4, 8]);
  return exif;
};

/** A JPEG with EXIF as its first segment. */
export const jpegWithExif = (jpeg: Buffer, exif: Buffer): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), writeSegment(0xe1, 'Exif\0\0', exif), jpeg.subarray(2)]);

/** An AVIF whose EXIF, written by sharp, is overwritten by another one of at most so many bytes. */
export const avifWithExif = (avif: Buffer, exif: Buffer): Buffer => {
  const at = avif.indexOf('II*\0', 0, 'latin1');
  if (at < 0) throw new Error('the AVIF has no EXIF');
  const changed = Buffer.from(avif);
  exif.copy(changed, at);
  return changed;
};
