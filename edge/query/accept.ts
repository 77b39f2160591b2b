import { modernFormats } from './readers/choice.ts';

/** The modern formats that a viewer shows, the preferred first. JPEG, PNG and GIF are shown by everyone. */
export type Accepted = typeof modernFormats;

/**
 * Accept header -> modern formats (RFC 9110, 12.5.1). Only named types count: apps send `image/*` and show no AVIF.
 * A format that is wanted less than any other image is not taken.
 */
export const acceptedFormats = (header: string): Accepted => {
  const qualities: { [range: string]: number } = {};
  header
    .toLowerCase()
    .replace(/\s|image\//g, '')
    .split(',')
    .forEach((range) => {
      const parts = range.split(/;(?:.*;)?q=/);
      qualities[parts[0] + ''] = +(parts[1] || 1);
    });
  const wanted = (type: string) => qualities[type] || 0;
  const others = Math.max(wanted('jpeg'), wanted('*'), wanted('*/*'));
  return modernFormats.filter((type) => wanted(type) && wanted(type) >= others);
};
