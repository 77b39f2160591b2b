import { createHash } from 'node:crypto';
import type { CloudFrontHeaders } from 'aws-lambda';
import { dropHeaders, headerValue, setHeader } from './headers.ts';

/** ETag and Last-Modified. CloudFront revalidates with them: S3 answers 304 while the original is unchanged. */
export const validators = /^(etag|last-modified)$/;

/** What decides which validators an answer may have. */
export type Representation = {
  /** Whether headers of the request may decide about the image here, with no viewer function in front. */
  negotiated: boolean;
  /** Identifies the image among those of one URL. */
  text: string;
  private: boolean;
};

// RFC 9110, 8.8.2.2: a date is a strong validator only where the next change would have another; dates have whole seconds.
const settledMilliseconds = 60_000;

/**
 * S3's validators, as far as they are true of this representation (contract: one representation, one validator).
 *
 * Behind the viewer function they stay as they are, so that CloudFront's revalidation costs no encode; viewers' conditions
 * never meet them, since the viewer function removes those from requests for derivatives. Without it, several images share a
 * URL in CloudFront's cache too, so each gets an ETag of its own. The ETag of a private original is the MD5 of a file
 * that must stay private: its date is used instead, once it is old enough to be exact.
 */
export const setValidators = (headers: CloudFrontHeaders, { negotiated, text, private: secret }: Representation) => {
  const etag = headerValue(headers, 'etag');
  if (secret) {
    dropHeaders(headers, /^etag$/);
    const age = Date.now() - Date.parse(headerValue(headers, 'last-modified') ?? '');
    if (!(age > settledMilliseconds)) dropHeaders(headers, validators);
  } else if (negotiated && etag) {
    dropHeaders(headers, /^last-modified$/);
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 11);
    setHeader(headers, 'ETag', `${etag.replace(/"$/, '')}-${hash}"`);
  }
};
