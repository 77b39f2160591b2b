import { modernFormats } from '../readers/choice.ts';

/**
 * Accept header -> the formats it names of those that not every viewer shows (RFC 9110, 12.5.1). Wildcards do not count: apps send
 * `image/*` and show no AVIF. A format that is wanted less than any other image is not taken.
 */
export const acceptedFormats = (header: string): typeof modernFormats => {
  const qualities: { [type: string]: number } = {};
  header
    // A browser's has a hundred characters.
    .slice(0, 999)
    .toLowerCase()
    .replace(/\s|image\//g, '')
    .split(',')
    .forEach((range) => {
      qualities[range.replace(/;.*/, '')] = parseFloat(range.split(';q=')[1] || '1');
    });
  const wanted = (type: string) => qualities[type] || 0;
  const others = Math.max(wanted('jpeg'), wanted('*'), wanted('*/*'));
  return modernFormats.filter((type) => wanted(type) && wanted(type) >= others);
};
