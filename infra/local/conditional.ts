/** What a condition or a range is compared with. */
export type Validators = { etag: string | null; modified: Date | null };

/** The request's headers by lower-case name; `undefined` where there is none. */
export type Lookup = (name: string) => string | null | undefined;

/** First and last byte, both included. */
export type ByteRange = { start: number; end: number };

/**
 * Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of GET and HEAD, in the order of RFC 9110, 13.2.2:
 * answer 304, answer 412, or go on.
 */
export const evaluateConditions = (header: Lookup, { etag, modified }: Validators): 'go on' | 304 | 412 => {
  const [match, unmodifiedSince] = [header('if-match'), time(header('if-unmodified-since'))];
  if (match ? !lists(match, etag, strong) : isLater(modified, unmodifiedSince)) return 412;
  const [noneMatch, modifiedSince] = [header('if-none-match'), time(header('if-modified-since'))];
  if (noneMatch) return lists(noneMatch, etag, weak) ? 304 : 'go on';
  return modifiedSince !== undefined && modified && !isLater(modified, modifiedSince) ? 304 : 'go on';
};

/**
 * Reads a Range header for a body of `size` bytes (RFC 9110, 14.2). Unreadable ranges, other units and a failed If-Range ask for
 * the whole body, and so do several ranges that overlap or do not ascend:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
export const readRanges = (
  header: Lookup,
  size: number,
  validators: Validators,
): readonly ByteRange[] | 'whole' | 'unsatisfiable' => {
  const [, list] = /^bytes=([\d\s,-]+)$/.exec(header('range')?.trim() ?? '') ?? [];
  if (list === undefined || !isSameVersion(header('if-range'), validators)) return 'whole';
  const ranges = list.split(',').map((range) => readRange(range.trim(), size));
  if (ranges.includes('unreadable')) return 'whole';
  const satisfiable = ranges.filter((range) => typeof range === 'object');
  if (satisfiable.length === 0) return 'unsatisfiable';
  return satisfiable.every(({ start }, at) => start > (satisfiable[at - 1]?.end ?? -1)) ? satisfiable : 'whole';
};

const readRange = (range: string, size: number): ByteRange | 'unreadable' | 'unsatisfiable' => {
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(range) ?? [];
  if (first + last === '' || (first !== '' && last !== '' && Number(last) < Number(first))) return 'unreadable';
  if (first === '')
    return Number(last) === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - Number(last)), end: size - 1 };
  if (Number(first) >= size) return 'unsatisfiable';
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
};

const weak = (tag: string) => tag.replace(/^W\//, '');
const strong = (tag: string) => (tag.startsWith('W/') ? undefined : tag);

const lists = (header: string, etag: string | null, form: (tag: string) => string | undefined) => {
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
const isLater = (date: Date | null, than: number | undefined) =>
  date !== null && than !== undefined && Math.floor(date.getTime() / 1000) * 1000 > than;

const isSameVersion = (ifRange: string | null | undefined, { etag, modified }: Validators) => {
  if (!ifRange) return true;
  if (/^(W\/)?"/.test(ifRange)) return etag !== null && strong(ifRange) === etag;
  const date = time(ifRange);
  return date !== undefined && modified !== null && !isLater(modified, date);
};
