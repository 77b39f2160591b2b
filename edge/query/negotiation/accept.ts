import { type ShownFormat, shownFormats } from '../readers/choice.ts';

/**
 * Accept header -> what a variant says of its viewer (RFC 9110, 12.5.1): every type with q > 0, in whatever order of preference.
 * A wildcard allows JPEG, PNG and GIF, which every viewer shows, and a drawing where a modern format tells a browser; never WebP
 * or AVIF, since apps send `image/*` and show neither. Of a viewer that refuses one of these, all is listed, and `only`.
 */
export const acceptedFormats = (header: string): ShownFormat[] => {
  const qualities: { [type: string]: number } = {};
  // No viewer's is so long, and in njs each character takes microseconds.
  (header[999] ? '' : header)
    .toLowerCase()
    .replace(/"(\\.|[^"\\])*"?|\s|image\//g, '')
    .split(',')
    .forEach((range) => {
      // What may follow a quality (accept-ext, RFC 7231, 5.3.2) says nothing of the type.
      qualities[range.replace(/[;+].*/, '')] = +((/;q=([^;]*)/.exec(range) || [])[1] || 1);
    });
  const any = qualities['*' in qualities ? '*' : '*/*'];
  const pick = (from: number, to: number, otherwise?: number) =>
    shownFormats.slice(from, to).filter((type) => (type in qualities ? qualities[type] : otherwise));
  const modern = pick(0, 2);
  const drawing = pick(2, 3, modern[0] && any);
  const plain = pick(3, 6, any);
  const all = modern.concat(drawing, plain);
  const more = modern[0] ? drawing[0] && modern : drawing;
  return (plain[2] && more) || (all[0] ? all.concat('only') : all);
};
