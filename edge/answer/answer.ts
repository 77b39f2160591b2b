import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';

/** An answer, before it is written as Lambda@Edge or Fetch want it. Without a body of its own it sends the origin's. */
export type Answer = {
  status: string;
  statusDescription: string;
  /** The origin's headers, changed in place. */
  headers: CloudFrontHeaders;
  /** The bytes of an image, or a text; an empty text sends nothing. */
  body?: Buffer | string;
};

/** Writes an answer as CloudFront takes it from a function: bytes in base64. */
export const toCloudFront = ({ body, ...answer }: Answer): CloudFrontResultResponse => {
  if (body === undefined) return answer;
  if (Buffer.isBuffer(body)) return { ...answer, bodyEncoding: 'base64', body: body.toString('base64') };
  return body === '' ? { ...answer, body } : { ...answer, bodyEncoding: 'text', body };
};
