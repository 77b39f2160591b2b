import type { CloudFrontHeaders, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import { setHeader } from './answer/headers/headers.ts';

/** The files of the page by their names, as text. */
export type PageFiles = { [name: string]: string };

/** Where the page is: behind the reserved `/_/`, which no original's path may begin with. */
export const pageFolder = '/_/page/';

const types: { [ending: string]: string } = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
};

/** Its own files and the images of this host; nothing inline runs, nobody frames it, and it is sent nowhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Lambda@Edge at the origin request: answers with the page's files, so that no origin is asked. */
export const page =
  (files: PageFiles) =>
  async ({ Records: [record] }: CloudFrontRequestEvent): Promise<CloudFrontResultResponse> => {
    const name = record?.cf.request.uri.slice(pageFolder.length) || 'index.html';
    const body = Object.hasOwn(files, name) ? files[name] : undefined;
    if (body === undefined) return { status: '404', headers: headersOf('text/plain', 60), body: 'Not Found' };
    return { status: '200', headers: headersOf(types[name.replace(/.*\./, '')] ?? 'text/plain', 300), body };
  };

const headersOf = (type: string, seconds: number): CloudFrontHeaders => {
  const headers: CloudFrontHeaders = {};
  setHeader(headers, 'Content-Type', `${type}; charset=utf-8`);
  setHeader(headers, 'Cache-Control', `public, max-age=${seconds}`);
  setHeader(headers, 'Content-Security-Policy', policy);
  setHeader(headers, 'X-Content-Type-Options', 'nosniff');
  setHeader(headers, 'Referrer-Policy', 'no-referrer');
  setHeader(headers, 'Cross-Origin-Opener-Policy', 'same-origin');
  return headers;
};
