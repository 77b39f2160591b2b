/** What a condition or a range is held against. */
export type Validators = { etag: string | null; modified: Date | null };

/** The request's headers by lower-case name; `undefined` where there is none. */
export type Lookup = (name: string) => string | null | undefined;

/** First and last byte, both counted. */
export type ByteRange = { start: number; end: number };

/**
 * Judges If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110, 13.2.2, for GET and
 * HEAD: answer 304, answer 412, or go on.
 */
export const judge = (header: Lookup, { etag, modified }: Validators): 'go on' | 304 | 412 => {
  const [match, unmodifiedSince] = [header('if-match'), time(header('if-unmodified-since'))];
  if (match ? !listed(match, etag, strong) : later(modified, unmodifiedSince)) return 412;
  const [noneMatch, modifiedSince] = [header('if-none-match'), time(header('if-modified-since'))];
  if (noneMatch) return listed(noneMatch, etag, weak) ? 304 : 'go on';
  return modifiedSince !== undefined && modified && !later(modified, modifiedSince) ? 304 : 'go on';
};

/**
 * Reads a Range header against a body of `size` bytes (RFC 9110, 14.2). Several ranges, other units and a failed If-Range
 * mean the whole body, which S3 and CloudFront answer too.
 */
export const range = (header: Lookup, size: number, validators: Validators): ByteRange | 'whole' | 'unsatisfiable' => {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header('range')?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'whole';
  if (!sameVersion(header('if-range'), validators)) return 'whole';
  if (first === '') return Number(last) === 0 || size === 0 ? 'unsatisfiable' : suffix(size, Number(last));
  if (last !== '' && Number(last) < Number(first)) return 'whole';
  if (Number(first) >= size) return 'unsatisfiable';
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
};

const suffix = (size: number, length: number) => ({ start: Math.max(0, size - length), end: size - 1 });

const weak = (tag: string) => tag.replace(/^W\//, '');
const strong = (tag: string) => (tag.startsWith('W/') ? undefined : tag);

const listed = (header: string, etag: string | null, form: (tag: string) => string | undefined) => {
  if (header.trim() === '*') return etag !== null;
  const ours = etag === null ? undefined : form(etag);
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [header.trim()];
  return ours !== undefined && tags.some((tag) => form(tag) === ours);
};

const time = (date: string | null | undefined) => {
  const read = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(read) ? undefined : read;
};

/** HTTP dates have whole seconds; a file's time has more. */
const later = (date: Date | null, than: number | undefined) =>
  date !== null && than !== undefined && Math.floor(date.getTime() / 1000) * 1000 > than;

const sameVersion = (ifRange: string | null | undefined, { etag, modified }: Validators) => {
  if (!ifRange) return true;
  if (/^(W\/)?"/.test(ifRange)) return etag !== null && strong(ifRange) === etag;
  const date = time(ifRange);
  return date !== undefined && modified !== null && !later(modified, date);
};
