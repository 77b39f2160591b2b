import { containerList } from '../../image/formats/registry.ts';

/** What is saved: the key of its original, and its media type. */
export type Saved = { key: string; type: string };

/**
 * `dl`: has browsers save an image, under this name (RFC 6266): once in ASCII for the old ones, once as it is. What could be
 * a path or end the header is not in it. `1` and `true` are the original's own name; the ending says what it is now.
 */
export const contentDisposition = (name: string | undefined, { key, type }: Saved): string | undefined => {
  if (!name) return undefined;
  const base = /^(1|true)$/i.test(name) ? key.replace(/.*\//s, '') : name;
  const safe = ending(shortened(base), type).replace(/[\p{Cc}/\\]+/gu, '_');
  const ascii = safe.replace(/[^ !#-[\]-~]/g, '_').replaceAll('%', '_');
  // Of what encodeURIComponent leaves, an extended value may not have these (RFC 8187, 3.2.1).
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

// A key has up to 1,024 bytes, three times as many with escapes: more than an answer has room for. No file system takes them either.
const longest = 150;
const keptEnd = 20;

const shortened = (name: string): string =>
  name.length > longest ? `${name.slice(0, longest - keptEnd)}${name.slice(-keptEnd)}`.toWellFormed() : name;

// The usual ending of each type first.
const endings = new Map<string, readonly string[]>([
  ...containerList.map(([, { type, extensions }]): [string, readonly string[]] => [type, extensions]),
  ['application/json', ['json']],
  ['text/plain', ['txt']],
]);

// What an original may have been called before it became something else.
const known = [...endings.values(), ['heic', 'heif', 'bmp']].flat().join('|');
const otherEnding = new RegExp(`\\.(${known})$`, 'i');

/** A name with an ending that is true; of a type that we don't make nothing is known. */
const ending = (name: string, type: string) => {
  const right = endings.get(type.replace(/;.*/s, '').trim());
  if (!right || right.some((each) => name.toLowerCase().endsWith(`.${each}`))) return name;
  return `${name.replace(otherEnding, '')}.${right[0]}`;
};
