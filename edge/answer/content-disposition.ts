/** What is saved: the key of its original, and its media type. */
export type Saved = { key: string; type: string };

/**
 * `dl`: has browsers save an image, under this name (RFC 6266): once in ASCII for the old ones, once as it is. What could be
 * a path or end the header is not in it. `1` and `true` are the original's own name; the ending says what it is now.
 */
export const contentDisposition = (name: string | undefined, { key, type }: Saved): string | undefined => {
  if (!name) return undefined;
  const base = /^(1|true)$/i.test(name) ? key.replace(/.*\//s, '') : name;
  const safe = ending(base, type).replace(/[\p{Cc}/\\]+/gu, '_');
  const ascii = safe.replace(/[^ !#-[\]-~]/g, '_').replaceAll('%', '_');
  // Of what encodeURIComponent leaves, an extended value may not have these (RFC 8187, 3.2.1).
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

// The usual ending of each type first.
const endings: { [type: string]: string[] } = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/gif': ['gif'],
  'image/svg+xml': ['svg'],
  'application/json': ['json'],
  'text/plain': ['txt'],
};

/** A name with an ending that is true; of a type that we don't make nothing is known. */
const ending = (name: string, type: string) => {
  const known = endings[type.replace(/;.*/s, '').trim()];
  if (!known || known.some((each) => name.toLowerCase().endsWith(`.${each}`))) return name;
  return `${name.replace(/\.(jpe?g|png|webp|avif|gif|svg|tiff?|hei[cf]|bmp|json|txt)$/i, '')}.${known[0]}`;
};
