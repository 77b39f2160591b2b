import type { Underivable } from '../errors.ts';
import type { Problem } from '../query/parse.ts';
import type { Lifetimes } from '../settings.ts';
import type { ImageRequest } from './image-request.ts';

/** An error for a person and for a program (RFC 9457); `seconds` is how long it holds, undefined for this viewer alone. */
export type ProblemDetails = { status: number; title: string; seconds: number | undefined; [member: string]: unknown };

// Seconds that a failure of S3 stays cached: next to none, but one answer for all who ask at once.
const failureOfS3 = 1;

/** Why there is neither a derivative nor an original to send, judged by S3's answer. */
export const originProblem = (
  { settings, original: { status, location } }: ImageRequest,
  wantsOriginal: boolean,
): ProblemDetails | undefined => {
  const { originals, lifetimes } = settings;
  // Before anything else: a viewer who asks for private originals does not even learn which exist.
  if (wantsOriginal && originals.access === 'private')
    return { status: 403, title: 'The originals are private', seconds: lifetimes.missing };
  if (status < 300 || status === 304) return undefined;
  // S3 answers 403 for a missing key where CloudFront may not list the bucket.
  if (status === 403 || status === 404) return { status: 404, title: 'No such image', seconds: lifetimes.missing };
  if (status === 412 || status === 416)
    return { status, title: 'The precondition failed, or the range is not available', seconds: undefined };
  // A redirect of S3's leads to its own hosts, where no viewer may go.
  if (status < 400) return { status: 502, title: 'The bucket is in another region', seconds: failureOfS3 };
  return {
    status,
    title: `The ${location?.web ? 'web server' : 'bucket'} did not answer`,
    seconds: status < 500 ? lifetimes.failure : failureOfS3,
  };
};

/** A known parameter with an unreadable value; the viewer function answers the same. */
export const unreadableParameter = (problem: Problem, { failure }: Lifetimes): ProblemDetails => {
  const { parameter, value, expected } = problem;
  return {
    status: 400,
    title: 'This parameter cannot be read',
    detail: `${parameter}=${value}: expected ${expected}`,
    parameter,
    value,
    expected,
    seconds: failure,
  };
};

/** No derivative can be made, and the original may not be sent in its place. */
export const underivedProblem = ({ status, reason }: Underivable, { failure }: Lifetimes): ProblemDetails => ({
  status,
  title: `The image could not be resized: ${reason}`,
  reason,
  seconds: failure,
});
