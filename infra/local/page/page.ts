import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { lookup } from 'mrmime';
import { parameterDocs } from '../../../edge/query/docs.ts';
import type { Distribution } from '../cloudfront/distribution.ts';
import type { Storage } from '../storage/storage.ts';

/** What the page needs: the images of the folder, and a distribution that explains every request. */
export type PageSources = { storage: Pick<Storage, 'keys'>; explainer: Distribution };

/** The page's own URLs, `/` and `/_local/…`; undefined for every other one, which is an image's. */
export const pageResponse = async (request: Request, { storage, explainer }: PageSources) => {
  const { pathname: path } = new URL(request.url);
  if (path === '/') return asset('playground.html');
  if (!path.startsWith('/_local/')) return undefined;
  const name = path.slice('/_local/'.length);
  if (name.startsWith('explain/')) return explainer(explaining(request));
  if (name === 'parameters.json') return Response.json(parameterDocs());
  if (name === 'images.json') return Response.json(await storage.keys());
  return assets.includes(name) ? asset(name) : new Response('Not Found', { status: 404 });
};

const assets = readdirSync(import.meta.dirname).filter((name) => /\.(css|html|js)$/.test(name));

const asset = async (name: string) =>
  new Response(await readFile(join(import.meta.dirname, name)), {
    headers: { 'content-type': `${lookup(extname(name))}; charset=utf-8` },
  });

/** `/_local/explain/photo.jpg?w=400` explains `/photo.jpg?w=400`. */
const explaining = (request: Request) => {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace('/_local/explain', '');
  url.search = `${url.search || '?'}${url.search.length > 1 ? '&' : ''}explain=1`;
  return new Request(url, request);
};
