import type { CloudFrontHeaders } from 'aws-lambda';
import { headerValue, setHeader } from './headers.ts';

/** What a document may do that is opened by itself: show what it holds. No script, no request, an origin of its own. */
export const drawingPolicy = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";

/** Confines a drawing, which a browser opens as a document of this domain. Images it leaves alone. */
export const confineDrawing = (headers: CloudFrontHeaders): void => {
  if (isXml(headers)) confine(headers);
};

/** Confines an original, which nobody has sanitized, where it is not media; what is no image at all is saved, not shown. */
export const confineOriginal = (headers: CloudFrontHeaders): void => {
  const type = headerValue(headers, 'content-type') ?? '';
  const isMedia = /^(image|video|audio|font)\//i.test(type);
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
