import { readTiffDirectory } from './tiff/directory.ts';

const orientationTag = 0x0112;
const shortKind = 3;

/** EXIF as it begins, behind JPEG's name of its segment, which some writers of other formats put in front. */
export const withoutName = (exif: Buffer): Buffer =>
  exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;

/** The orientation that EXIF says, which is no secret (EXIF 2.32, 4.6.4); 1 where it says none that there is. */
export const orientationIn = (exif: Buffer): number => {
  try {
    const { short, find } = readTiffDirectory(withoutName(exif));
    const entry = find(({ tag, kind, count }) => tag === orientationTag && kind === shortKind && count === 1);
    const value = entry ? short(entry.at + 8) : 1;
    return value >= 1 && value <= 8 ? value : 1;
  } catch (error) {
    // What breaks off says nothing.
    if (error instanceof RangeError) return 1;
    throw error;
  }
};

/** EXIF that says how an image is turned, and nothing else. */
export const orientationExif = (orientation: number): Buffer =>
  Buffer.from([
    ...[0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0],
    ...[orientationTag & 255, orientationTag >> 8, shortKind, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
    ...[0, 0, 0, 0],
  ]);

/**
 * The same file, with nothing in its EXIF but the orientation: the decoder's parser of EXIF follows directories into one another, which
 * takes 5 s for 100 entries and has no end for a thousand. `exifs` are parts of the file; without any it is the file itself.
 */
export const withOrientationOnly = (file: Buffer, exifs: readonly Buffer[]): Buffer => {
  const [first] = exifs;
  if (!first) return file;
  const copy = Buffer.from(file);
  const placeOf = (exif: Buffer) => exif.byteOffset - file.byteOffset;
  for (const exif of exifs) copy.fill(0, placeOf(exif), placeOf(exif) + exif.length);
  orientationExif(orientationIn(first)).copy(copy, placeOf(first), 0, first.length);
  return copy;
};
