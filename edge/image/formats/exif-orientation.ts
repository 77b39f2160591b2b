import { Underivable } from '../../errors.ts';
import { orientationExif, orientationIn } from './exif.ts';
import { containerOf, type OriginalFormat } from './registry.ts';
import { stripMetadata } from './strip.ts';

/** The same image without metadata but EXIF's orientation, which browsers apply. Undefined as for `stripMetadata`. */
export const stripButOrientation = (bytes: Buffer, format: OriginalFormat): Buffer | undefined => {
  const clean = stripMetadata(bytes, format);
  const { addExif } = containerOf(format);
  const orientation = clean && addExif ? orientationOf(bytes, format) : 1;
  return clean && addExif && orientation > 1 ? addExif(clean, orientationExif(orientation)) : clean;
};

const orientationOf = (bytes: Buffer, format: OriginalFormat): number => {
  try {
    const exif = containerOf(format).metadata?.(bytes).exif;
    return exif ? orientationIn(exif) : 1;
  } catch (error) {
    // What breaks off says nothing.
    if (error instanceof RangeError || error instanceof Underivable) return 1;
    throw error;
  }
};
