import type { CloudFrontHeaders } from 'aws-lambda';

/** Most bytes that CloudFront takes from a function at an origin event, headers and the text of the body together. */
const limit = 1_048_576;

// Our own headers, their separators, and what CloudFront may count that is not documented.
const headroom = 4096;

/** Most bytes of a derivative that is sent beside what stays of S3's headers; the text of the body is base64. */
export const mostBytesBeside = (headers: CloudFrontHeaders): number =>
  Math.floor((limit - headroom - sizeOf(headers)) / 4) * 3;

const sizeOf = (headers: CloudFrontHeaders) =>
  Object.entries(headers)
    .filter(([name]) => visible.test(name))
    .flatMap(([name, values]) => values.map(({ key = name, value }) => key.length + value.length + 4))
    .reduce((sum, bytes) => sum + bytes, 0);

/**
 * The headers of S3 that viewers may see. Others tell of the bucket or the uploader: `x-amz-meta-*`, the ARN of the KMS key,
 * versions, storage classes, `server`. Via and Transfer-Encoding are read-only: without them CloudFront answers 502.
 */
const visible =
  /^(via|transfer-encoding|date|cache-control|expires|etag|last-modified|accept-ranges|location|vary|access-control-.*|content-(type|length|range|encoding|language|disposition))$/;

/** Removes the headers of S3 that viewers may not see. */
export const hideInternalHeaders = (headers: CloudFrontHeaders): void => {
  for (const name of Object.keys(headers)) if (!visible.test(name)) delete headers[name];
};

/** The value of a header; undefined where there is none. */
export const headerValue = (headers: CloudFrontHeaders, name: string): string | undefined =>
  headers[name]?.map(({ value }) => value).join(', ');

// Headers are changed in place: rebuilding them would drop the read-only ones, and CloudFront answers that with 502.
/** Sets a header, spelled as it is to be sent. */
export const setHeader = (headers: CloudFrontHeaders, key: string, value: string): void => {
  headers[key.toLowerCase()] = [{ key, value }];
};

/** Removes headers by their lower-case names. */
export const dropHeaders = (headers: CloudFrontHeaders, names: RegExp): void => {
  for (const name of Object.keys(headers)) if (names.test(name)) delete headers[name];
};
