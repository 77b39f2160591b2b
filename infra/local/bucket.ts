import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
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

/**
 * A bucket on disk. With a folder, the folder's files are its objects, as they are at the moment of asking. What is written
 * or removed through S3 lies in `scratch`: the folder is never touched. Of the two, the later one is the object.
 */
export const openBucket = ({ scratch, folder }: { scratch: string; folder?: string | undefined }) => {
  const written = new Map<string, StoredObject | Removed>();
  const inFolder = folder === undefined ? async () => undefined : folderObjects(folder);

  const find = async (key: string) => present(latest(await inFolder(key), written.get(key)));

  const put = async (
    key: string,
    source: NodeJS.ReadableStream,
    headers: Record<string, string>,
    may: WriteCondition,
  ) => {
    const object = { ...(await receive(source, join(scratch, randomUUID()))), headers };
    const file = await inFolder(key);
    // From here to the end nothing waits: of two conditional writes at once, one wins, as in S3.
    may(present(latest(file, written.get(key))));
    written.set(key, object);
    return object;
  };

  const remove = async (key: string) => {
    written.set(key, { modified: new Date(), file: null });
  };

  const keys = async () => {
    const all = new Set([...(folder === undefined ? [] : await folderKeys(folder)), ...written.keys()]);
    const found = await Promise.all([...all].map(async (key) => ((await find(key)) ? key : undefined)));
    return found.filter((key) => key !== undefined).sort(byBytes);
  };

  return { find, put, remove, keys };
};

const latest = (file: StoredObject | undefined, written: StoredObject | Removed | undefined) =>
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

const folderObjects = (folder: string) => {
  const etags = new Map<string, { version: string; etag: string }>();
  return async (key: string): Promise<StoredObject | undefined> => {
    const file = await inside(folder, key);
    const stats = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (file === undefined || !stats?.isFile()) return undefined;
    const version = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    const known = etags.get(file);
    const etag = known?.version === version ? known.etag : await md5Of(file);
    etags.set(file, { version, etag });
    return { file, size: stats.size, etag, modified: stats.mtime, headers: { 'content-type': contentType(key) } };
  };
};

const md5Of = async (file: string) =>
  `"${createHash('md5')
    .update(await readFile(file))
    .digest('hex')}"`;

/** The file of a key; none for dotfiles, for odd segments and for links that lead out of the folder. */
const inside = async (folder: string, key: string) => {
  if (key.includes('\0') || key.split('/').some((segment) => segment === '' || segment.startsWith('.')))
    return undefined;
  const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, key))]).catch(() => []);
  return root && file?.startsWith(root + sep) ? file : undefined;
};

const folderKeys = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => !key.split('/').some((segment) => segment.startsWith('.')));
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
