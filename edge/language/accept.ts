/** The modern formats that a viewer shows, the preferred first. JPEG, PNG and GIF are shown by everyone. */
export type Accepted = ('avif' | 'webp')[];

/**
 * Accept header -> modern formats (RFC 9110, 12.5.1). Only named types count: apps send `image/*` and show no AVIF.
 * A format that is wanted less than any other picture is not taken.
 */
export const accepted = (header: string): Accepted => {
  const quality: { [type: string]: number } = {};
  header
    .toLowerCase()
    .split(',')
    .forEach((range) => {
      const parts = range.split(';');
      const q = /;\s*q\s*=\s*([\d.]+)/.exec(range);
      quality[(parts[0] + '').trim()] = q ? +(q[1] + '') : 1;
    });
  const wanted = (type: string) => quality['image/' + type] || 0;
  const others = Math.max(wanted('jpeg'), wanted('*'), quality['*/*'] || 0);
  const shown = (['avif', 'webp'] as Accepted).filter((type) => wanted(type) > 0 && wanted(type) >= others);
  return shown.sort((a, b) => wanted(b) - wanted(a));
};
