import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** One answer, as far as it is the same in every run. */
export type Row = {
  file: string;
  kind: string;
  query: string;
  status: string;
  headers: string;
  sha256: string;
  bytes: string;
  size: string;
};

/** The columns, in their order. */
export const columns = ['file', 'kind', 'query', 'status', 'headers', 'sha256', 'bytes', 'size'] as const;

type Asked = Pick<Row, 'file' | 'kind' | 'query'>;
type Answer = { status: number; headers: Headers; body: Buffer };

/** Describes an answer; `original` is the digest of the file that was asked for. */
export const rowOf = async (asked: Asked, { status, headers, body }: Answer, original?: string): Promise<Row> => {
  const bytes = isJson(headers) ? timeless(body) : body;
  const sha256 = digest(bytes);
  return {
    ...asked,
    status: String(status),
    headers: headersOf(headers, asked.kind),
    sha256,
    bytes: String(bytes.length),
    // Nobody decodes what the service itself has refused to.
    size: sha256 === original ? 'original' : await sizeOf(bytes, headers),
  };
};

/** The beginning of a SHA-256, long enough to tell a few thousand answers apart. */
export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

const isJson = (headers: Headers) => headers.get('content-type') === 'application/json';

/**
 * Explanations say how long each stage took: only which stages there were is compared. And what exactly a decoder complained
 * of: libvips has one buffer of errors for all threads, so that is now and then said of another file.
 */
const timeless = (body: Buffer): Buffer => {
  if (body.length === 0) return body;
  const { timings, underivable, ...rest } = JSON.parse(body.toString());
  if (!timings) return body;
  const told = { ...rest, reason: underivable?.reason, timings: Object.keys(timings) };
  return Buffer.from(JSON.stringify(told));
};

// What the laptop's CloudFront and S3 say of themselves and of the time.
const volatile = /^(age|connection|date|keep-alive|transfer-encoding|via|x-amz-(cf-.*|id-2|request-id)|x-cache)$/;

const headersOf = (headers: Headers, kind: string) =>
  [...headers]
    .filter(([name]) => !volatile.test(name) && (name !== 'content-length' || kind === 'head'))
    .map(([name, value]) => `${name}: ${comparable(name, value)}`)
    .join(' | ')
    .replace(/[\t\n]/g, ' ');

const comparable = (name: string, value: string) => {
  if (name === 'etag' || name === 'last-modified') return 'yes';
  return name === 'server-timing' ? value.replace(/;dur=[\d.]+/g, '') : value;
};

const sizeOf = async (bytes: Buffer, headers: Headers): Promise<string> => {
  // Where a redirect leads to there is a picture, too.
  if (bytes.length === 0 || !(headers.get('content-type') ?? 'image/').startsWith('image/')) return '';
  const unlimited = { limitInputPixels: false, failOn: 'none' } as const;
  const metadata = await sharp(bytes, unlimited)
    .metadata()
    .catch(() => undefined);
  if (!metadata) return 'unreadable';
  const { width, height, pageHeight = height, pages = 1 } = metadata;
  return `${width}x${pageHeight}${pages > 1 ? `x${pages}` : ''}`;
};

/** Rows as text: a line each, columns apart by tabs. */
export const write = (rows: readonly Row[]): string =>
  [columns.join('\t'), ...rows.map((row) => columns.map((name) => row[name]).join('\t'))]
    .map((line) => `${line}\n`)
    .join('');

/** Rows from text. Throws a sentence where it is of another kind. */
export const read = (text: string): Row[] => {
  const [head, ...lines] = text.split('\n');
  if (head !== columns.join('\t')) throw new Error('expected a file that npm run regression wrote');
  return lines.filter((line) => line !== '').map((line) => rowFrom(line.split('\t')));
};

const rowFrom = ([file = '', kind = '', query = '', status = '', headers = '', ...rest]: string[]): Row => {
  const [sha256 = '', bytes = '', size = ''] = rest;
  return { file, kind, query, status, headers, sha256, bytes, size };
};
