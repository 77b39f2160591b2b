import { containerList, type OriginalFormat } from './registry.ts';

/** What the first bytes of a file say: a format that we read, gzip that may hold an SVG, or another that we know by name. */
export type Detected = OriginalFormat | 'svgz' | 'unsupported';

// What we know and don't read: a reason is better than "no image".
const others: [detected: Detected, offset: number, magic: string][] = [
  ['svgz', 0, '\x1f\x8b\x08'],
  ['unsupported', 4, 'ftypavis'],
  ['unsupported', 4, 'ftyphei'],
  ['unsupported', 4, 'ftypcrx '],
  ['unsupported', 0, 'FUJIFILMCCD-RAW'],
  ['unsupported', 0, 'IIU\0'],
  ['unsupported', 0, 'IIRO'],
  ['unsupported', 0, 'MMOR'],
  ['unsupported', 4, 'ftyphev'],
  ['unsupported', 0, '\xff\x0a'],
  ['unsupported', 4, 'JXL '],
  ['unsupported', 4, 'jP  '],
  ['unsupported', 0, '\xff\x4f\xff\x51'],
  ['unsupported', 0, 'II+\0'],
  ['unsupported', 0, 'MM\0+'],
  ['unsupported', 0, 'BM'],
  ['unsupported', 0, '\0\0\x01\0'],
  ['unsupported', 0, '8BPS'],
  ['unsupported', 0, '%PDF'],
  ['unsupported', 0, 'II\xbc\x01'],
  ['unsupported', 0, 'P1\n'],
  ['unsupported', 0, 'P2\n'],
  ['unsupported', 0, 'P3\n'],
  ['unsupported', 0, 'P4\n'],
  ['unsupported', 0, 'P5\n'],
  ['unsupported', 0, 'P6\n'],
  ['unsupported', 0, 'P7\n'],
  ['unsupported', 0, 'qoif'],
  ['unsupported', 0, '#?RADIANCE'],
  ['unsupported', 0, 'v/1\x01'],
];

const signatures: typeof others = [
  ...containerList.flatMap(([format, { signatures }]) =>
    signatures.map(([offset, magic]): [Detected, number, string] => [format, offset, magic]),
  ),
  ...others,
];

const longestHead = 16;

/** The format that the first bytes say; what a name or a header calls it does not count. */
export const detectFormat = (bytes: Uint8Array): Detected | undefined => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestHead)).toString('latin1');
  const known = signatures.find(([, offset, magic]) => head.startsWith(magic, offset));
  return known ? known[0] : containerList.find(([, { recognize }]) => recognize?.(bytes))?.[0];
};

/** Whether bytes are the image that a media type says; text has no first bytes of its own. */
export const isOfType = (bytes: Uint8Array, type: string): boolean => {
  if (!type.startsWith('image/')) return bytes.length > 0;
  const format = detectFormat(bytes);
  return containerList.some(([name, container]) => name === format && container.type === type);
};
