import type { Underivable } from '../errors.ts';
import type { Visit } from '../origin-response.ts';
import type { Problem } from '../query/parse.ts';
import type { Lifetimes } from './cache-control.ts';
import type { ProblemDetails } from './response.ts';

// Seconds that a failure of S3's own stays: as good as none, but one answer for all who ask at once.
const moment = 1;

/** Why there is nothing to derive, nor an original to send: S3's parameter as a viewer may hear it. */
export const originProblem = ({ settings, response }: Visit, wanted: boolean): ProblemDetails | undefined => {
  const { originals, lifetimes } = settings;
  const status = Number(response.status);
  // Before all else: who asks for private originals learns not even which there are.
  if (!wanted && originals.access === 'private')
    return { status: 403, title: 'The originals are private', seconds: lifetimes.missing };
  if (status < 300 || status === 304) return undefined;
  // Who may not list the bucket is told 403 of a missing key.
  if (status === 403 || status === 404) return { status: 404, title: 'No such image', seconds: lifetimes.missing };
  if (status === 412 || status === 416)
    return { status, title: 'Not under this condition or in this range', seconds: undefined };
  // S3's redirects name its own addresses, where no viewer may go.
  if (status < 400) return { status: 502, title: 'The bucket is elsewhere', seconds: moment };
  return { status, title: 'The bucket did not answer', seconds: status < 500 ? lifetimes.failure : moment };
};

/** A known parameter with an unreadable value; the viewer function says the same. */
export const unreadable = ({ parameter, value, expected }: Problem, { failure }: Lifetimes): ProblemDetails => ({
  status: 400,
  title: 'This parameter can not be read',
  detail: `${parameter}=${value}: expected ${expected}`,
  parameter,
  value,
  expected,
  seconds: failure,
});

/** What is said where the original may not be sent in place of a derivative. */
export const underived = ({ status, reason }: Underivable, { failure }: Lifetimes): ProblemDetails => ({
  status,
  title: `No derivative: ${reason}`,
  reason,
  seconds: failure,
});
