import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An object as S3 keeps it; its bytes lie in a file that is never written again. */
export type StoredObject = {
  file: string;
  size: number;
  etag: string;
  modified: Date;
  headers: Record<string, string>;
};

/** Throws when the object may not be written over the one that is there. */
export type WriteCondition = (current: StoredObject | undefined) => void;

export type Bucket = ReturnType<typeof openBucket>;

type Removed = { modified: Date; file: null };

/** An object to write; `check` throws if the current object does not meet the request's condition. */
type NewObject = { source: NodeJS.ReadableStream; headers: Record<string, string>; check?: WriteCondition };

/**
 * A bucket on disk. Its objects are the files of a folder, if given, as they are at the time of the request, and what was written
 * through S3 into `scratch`: the later one wins. The folder is never changed.
 */
export const openBucket = ({ scratch, folder }: { scratch: string; folder?: string | undefined }) => {
  const written = new Map<string, StoredObject | Removed>();
  const describe = fileDescriber();
  const fileOf = async (key: string) => (folder === undefined ? undefined : inside(folder, key));

  const find = async (key: string) => {
    const file = await fileOf(key);
    return present(latest(file && (await describe(key, file)), written.get(key)));
  };

  const put = async (key: string, { source, headers, check = () => undefined }: NewObject) => {
    const object = { ...(await receive(source, join(scratch, randomUUID()))), headers };
    const file = await fileOf(key);
    const original = file && (await describe(key, file));
    // No await from here on: of two concurrent conditional writes one wins, as in S3.
    check(present(latest(original, written.get(key))));
    written.set(key, object);
    return object;
  };

  const remove = async (key: string) => {
    written.set(key, { modified: new Date(), file: null });
  };

  /** Does not read the files: a folder may hold gigabytes. */
  const keys = async () => {
    const all = new Set([...(folder === undefined ? [] : await folderKeys(folder)), ...written.keys()]);
    const found = await Promise.all(
      [...all].map(async (key) => (latest(await fileOf(key), written.get(key))?.file == null ? [] : [key])),
    );
    return found.flat().sort(byBytes);
  };

  return { find, put, remove, keys };
};

type Dated = { modified: Date };

const latest = <File extends Dated, Written extends Dated>(file: File | undefined, written: Written | undefined) =>
  file && (!written || file.modified > written.modified) ? file : written;

const present = (object: StoredObject | Removed | undefined) => (object?.file == null ? undefined : object);

/** A body cut off half-way rejects before the object is known to anyone: S3 has no half-written objects. */
const receive = async (source: NodeJS.ReadableStream, file: string) => {
  const md5 = createHash('md5');
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(source, meter, createWriteStream(file));
  return { file, size, etag: `"${md5.digest('hex')}"`, modified: new Date() };
};

type LocalFile = { file: string; modified: Date; size: number; version: string };

/** The file of a key; none for dotfiles, for odd segments and for links that lead out of the folder. */
const inside = async (folder: string, key: string): Promise<LocalFile | undefined> => {
  if (key.includes('\0') || key.split('/').some((segment) => segment === '' || segment.startsWith('.')))
    return undefined;
  const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, key))]).catch(() => []);
  if (root === undefined || !file?.startsWith(root + sep)) return undefined;
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const { mtime: modified, mtimeMs, size, ino } = stats;
  return { file, modified, size, version: `${mtimeMs} ${size} ${ino}` };
};

/** S3's ETag of a simple upload is the MD5 of its bytes: read once for each version of a file. */
const fileDescriber = () => {
  const known = new Map<string, { version: string; etag: string }>();
  return async (key: string, { file, modified, size, version }: LocalFile): Promise<StoredObject> => {
    const before = known.get(file);
    const etag = before?.version === version ? before.etag : await md5Of(file);
    known.set(file, { version, etag });
    return { file, size, etag, modified, headers: { 'content-type': contentType(key) } };
  };
};

const md5Of = async (file: string) =>
  `"${createHash('md5')
    .update(await readFile(file))
    .digest('hex')}"`;

/** Folders that can't be read are left out, and hidden ones are never looked into: some hold a history of thousands of files. */
const folderKeys = async (folder: string, prefix = ''): Promise<string[]> => {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch(() => []);
  const found = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? folderKeys(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]));
  return (await Promise.all(found)).flat();
};

/** S3 lists keys in the order of their UTF-8 bytes. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What an upload by the AWS command line would have set; S3's own default closes the list. */
const contentType = (key: string) => types[extname(key).slice(1).toLowerCase()] ?? 'binary/octet-stream';

const types: Record<string, string> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  css: 'text/css',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  html: 'text/html',
  ico: 'image/x-icon',
  jfif: 'image/jpeg',
  jpe: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  jxl: 'image/jxl',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  webp: 'image/webp',
  xml: 'application/xml',
};
