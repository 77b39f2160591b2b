/** A format that an original can have. */
export type OriginalFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'svg' | 'tiff';

type Signature = [format: OriginalFormat | 'svgz' | 'unsupported', offset: number, magic: string];

// First bytes of each format, as the browsers sniff them (https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm).
const signatures: Signature[] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['webp', 8, 'WEBPVP8'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['avif', 4, 'ftypavif'],
  ['avif', 4, 'ftypmif1'],
  ['avif', 4, 'ftypmsf1'],
  ['svgz', 0, '\x1f\x8b\x08'],
  ['unsupported', 4, 'ftypavis'],
  ['unsupported', 4, 'ftyphei'],
  ['unsupported', 4, 'ftyphev'],
  ['unsupported', 0, '\xff\x0a'],
  ['unsupported', 4, 'JXL '],
  ['unsupported', 4, 'jP  '],
  ['unsupported', 0, 'BM'],
  ['unsupported', 0, '\0\0\x01\0'],
  ['unsupported', 0, '8BPS'],
  ['unsupported', 0, '%PDF'],
  ['unsupported', 0, 'II\xbc\x01'],
  ['unsupported', 0, 'P6\n'],
];

/** The format that the first bytes say; what a name or a header calls it does not count. */
export const detectFormat = (bytes: Uint8Array): OriginalFormat | 'svgz' | 'unsupported' | undefined => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  const known = signatures.find(([, offset, magic]) => head.startsWith(magic, offset));
  if (known) return known[0];
  return isSvg(bytes, head) ? 'svg' : undefined;
};

/** Whether bytes are the image that a media type says; what is told in text has no first bytes of its own. */
export const isOfType = (bytes: Uint8Array, type: string): boolean => {
  const [, format] = /^image\/(\w+)/.exec(type) ?? [];
  return format === undefined ? bytes.length > 0 : detectFormat(bytes) === format;
};

// What may stand before the root element: declaration, comments, document type with its entities, whose texts may hold any
// of these signs.
const prologue: [start: string, end: RegExp][] = [
  ['<?', /\?>/g],
  ['<!--', /-->/g],
  ['<!ENTITY', /\s(?:"[^"]*"|'[^']*')\s*>/g],
  ['<!', />|\[/g],
  [']', />/g],
];

// Some programs begin with their licence.
const longestPrologue = 65_536;

/** Step by step, for a pattern of them all would need exponential time for a file that is made for it. */
const isSvg = (bytes: Uint8Array, head: string): boolean => {
  if (!/^(\xef\xbb\xbf)?\s*</.test(head)) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestPrologue)).toString('latin1');
  let at = afterSpace(text, text.startsWith('\xef') ? 3 : 0);
  for (let part = partAt(text, at); part; part = partAt(text, at)) {
    const [, end] = part;
    end.lastIndex = at;
    if (!end.test(text)) return false;
    at = afterSpace(text, end.lastIndex);
  }
  return /^<(\w+:)?svg[\s/>]/i.test(text.slice(at, at + 100));
};

const partAt = (text: string, at: number) => prologue.find(([start]) => text.startsWith(start, at));

const afterSpace = (text: string, from: number) => {
  const at = text.slice(from).search(/\S/);
  return at < 0 ? text.length : from + at;
};
