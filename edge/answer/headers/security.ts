import type { CloudFrontHeaders } from 'aws-lambda';
import { headerValue, setHeader } from './headers.ts';

/** The policy of an SVG that is opened as a document: no scripts, no requests, an opaque origin. */
export const drawingPolicy = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";

/** Sets the policy of SVGs, which a browser opens as documents of this domain. Leaves other images alone. */
export const confineDrawing = (headers: CloudFrontHeaders): void => {
  if (isXml(headers)) confine(headers);
};

/** Restricts an original, which is not sanitized, unless it is media: SVGs get the policy, other files are downloaded. */
export const confineOriginal = (headers: CloudFrontHeaders): void => {
  const type = headerValue(headers, 'content-type') ?? '';
  // Of several types behind commas browsers take the last (https://fetch.spec.whatwg.org/#concept-header-extract-mime-type).
  const isMedia = /^(image|video|audio|font)\/[^,]*$/i.test(type);
  if (isMedia && !isXml(headers)) return;
  confine(headers);
  // Bytes of no type are saved anyway.
  if (isMedia || /\/octet-stream\b/i.test(type)) return;
  // The file name that the object may have stays.
  const own = headerValue(headers, 'content-disposition') ?? '';
  setHeader(headers, 'Content-Disposition', `attachment${own.replace(/^[^;]*/, '')}`);
};

const isXml = (headers: CloudFrontHeaders) => /\bxml\b/i.test(headerValue(headers, 'content-type') ?? '');

const confine = (headers: CloudFrontHeaders) => {
  setHeader(headers, 'Content-Security-Policy', drawingPolicy);
  setHeader(headers, 'X-Content-Type-Options', 'nosniff');
};
