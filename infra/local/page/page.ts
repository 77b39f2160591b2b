import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dialectNames } from '../../../edge/query/dialects/registry.ts';
import { parameterDocs } from '../../../edge/query/docs.ts';
import type { PageSettings } from '../../config/settings/page-settings.ts';
import { readUrl } from '../../migrate/read-url.ts';
import type { Distribution } from '../cloudfront/distribution.ts';
import type { Storage } from '../storage/storage.ts';
import { bundlePage } from './bundle.ts';
import { thumbnail } from './thumbnail.ts';

/** What the page needs: the images of the folder, what serves them, and a distribution that explains every request. */
export type PageSources = { storage: Storage; distribution: Distribution; explainer: Distribution };

/** The page's own URLs, `/` and `/_local/…`; undefined for every other one, which is an image's. */
export const pageResponse = async (request: Request, sources: PageSources): Promise<Response | undefined> => {
  const { pathname, search } = new URL(request.url);
  // `/?url=…` is an image in the dialect of weserv.
  if (pathname === '/' && search === '') return html();
  const [, name = '', rest = ''] = /^\/_local\/([^/]*)(.*)$/s.exec(pathname) ?? [];
  const route = routes[name];
  if (route) return route(request, { path: rest, sources });
  return pathname.startsWith('/_local/') ? notFound() : undefined;
};

const settings: PageSettings = { local: true, explains: true, closed: [] };

type Asked = { path: string; sources: PageSources };

/** By the folder behind `/_local/`. */
const routes: { [name: string]: (request: Request, asked: Asked) => Promise<Response> } = {
  'page.js': async () => text((await bundlePage()).script, 'text/javascript'),
  'page.css': async () => text((await bundlePage()).style, 'text/css'),
  'parameters.json': async () => Response.json(parameterDocs()),
  'settings.json': async () => Response.json(settings),
  'dialects.json': async () => Response.json(dialectNames),
  'images.json': async (_, { sources }) => Response.json(await sources.storage.keys()),
  images: async (request, { path, sources }) => upload(request, path, sources.storage),
  read: async (request) => Response.json(readUrl(new URL(request.url).searchParams)),
  as: async (request, { path, sources }) => sources.distribution(asViewer(request, path)),
  explain: async (request, { path, sources }) => sources.explainer(explaining(asViewer(request, path))),
  thumbnail: async (request, { path, sources }) => thumbnail(new URL(path, request.url), sources.distribution),
};

const html = async () => text(await readFile(join(import.meta.dirname, 'index.html'), 'utf8'), 'text/html');

const text = (body: string, type: string) =>
  new Response(body, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' } });

const notFound = () => new Response('Not Found', { status: 404 });

/** Writes an image into the bucket for as long as the server runs; the folder on disk stays as it is. */
const upload = async (request: Request, path: string, storage: Storage) => {
  const key = decodeURIComponent(path.slice(1));
  if (request.method !== 'PUT' || key === '') return new Response('Bad Request', { status: 400 });
  await storage.put(
    key,
    new Uint8Array(await request.arrayBuffer()),
    request.headers.get('content-type') ?? 'binary/octet-stream',
  );
  return new Response(null, { status: 201 });
};

// A page can't set every header of its requests: it sends them under names of its own.
const prefix = 'x-as-';

/** The request as another viewer would send it: with the headers given as `x-as-…`, or with those of this browser. */
const asViewer = (request: Request, path: string) => {
  const given = [...request.headers].filter(([name]) => name.startsWith(prefix));
  const headers = given.map(([name, value]): [string, string] => [name.slice(prefix.length), value]);
  const { search, origin } = new URL(request.url);
  const { method, signal } = request;
  return new Request(origin + path + search, { method, signal, headers: given.length > 0 ? headers : request.headers });
};

/** `/_local/explain/photo.jpg?w=400` explains `/photo.jpg?w=400`. */
const explaining = (request: Request) =>
  new Request(`${request.url}${request.url.includes('?') ? '&' : '?'}explain=1`, request);
