import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Config } from '../../infra/config/schema.ts';
import { type Edge, startWorld } from '../support/edges.ts';
import { digest, type Row, rowOf } from './rows.ts';
import { edges, type Variant } from './variants.ts';

/** A file that is asked for: its key in the bucket, and where it lies. */
export type File = { key: string; path: string };

/** What came back for one request. */
export type Answered = { row: Row; bytes: Buffer };

export type Service = { ask: (file: File, variant: Variant) => Promise<Answered>; close: () => Promise<void> };

/**
 * Starts the whole service in this process, with some originals in its bucket: the built viewer function, CloudFront, the
 * handler, S3. One a process: the handler keeps its S3 clients.
 */
export const startService = async (files: readonly File[]): Promise<Service> => {
  const world = await startWorld();
  const originals = new Map<string, string>();
  for (const { key, path } of files) {
    const bytes = await readFile(path);
    originals.set(key, digest(bytes));
    await world.upload(key, { bytes, ContentType: types[extname(path).toLowerCase()] ?? 'binary/octet-stream' });
  }
  // Nothing stays in CloudFront's cache, since what comes from there has been seen before; and of what is in the derivatives
  // bucket each edge reads its own, since another would have made another picture.
  const start = (revision: string, changes: Partial<Config>) => world.edge({ changes, revision, cacheBytes: 0 });
  const started = new Map(Object.entries(edges).map(([name, changes]) => [name, start(name, changes)]));
  const ask = async ({ key }: File, variant: Variant): Promise<Answered> => {
    const edge = started.get(variant.edge ?? 'main');
    if (!edge) throw new Error(`No edge is called ${variant.edge}`);
    if (variant.kept) await edge.get(addressOf(key, variant), initOf(variant));
    const answer = await follow(edge, await edge.get(addressOf(key, variant), initOf(variant)));
    const row = await rowOf({ file: key, kind: variant.kind, query: variant.query }, answer, originals.get(key));
    return { row, bytes: answer.body };
  };
  return { ask, close: world.close };
};

type Got = Awaited<ReturnType<Edge['get']>>;

/** Where there is a redirect: its headers, with the body that it leads to. */
const follow = async ({ get }: Edge, answer: Got): Promise<Got> =>
  answer.status === 302 ? { ...answer, body: (await get(answer.header('location') ?? '')).body } : answer;

const initOf = ({ method, headers = {} }: Variant): RequestInit => ({ method: method ?? 'GET', headers });

const addressOf = (key: string, { query }: Pick<Variant, 'query'>) => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (query.includes('KEY')) return query.replace('KEY', query.includes('url=') ? encodeURIComponent(path) : path);
  return query === '' ? `/${path}` : `/${path}?${query}`;
};

const types: Record<string, string> = {
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
};
