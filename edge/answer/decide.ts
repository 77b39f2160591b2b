import { type Underivable, underivable } from '../errors.ts';
import { isFact } from '../image/encode/choose/choose-format.ts';
import type { Variant } from '../query/parameters.ts';
import { objectSize } from '../storage/object-answer.ts';
import { within } from '../storage/timeout.ts';
import { type Asked, asksForOriginal } from './asked-variant.ts';
import type { Dependencies } from './dependencies.ts';
import { obtainFallback } from './fallback.ts';
import type { ImageRequest } from './image-request.ts';
import { type Obtained, obtain } from './obtain.ts';
import { originProblem, type ProblemDetails, underivedProblem, unreadableParameter } from './problems.ts';
import { type OriginalDecision, sendOriginal } from './send-original.ts';

/** What is answered, and why: the response and the explanation are two ways to print it. */
export type Decision =
  /** The permissions that a page of another site asks for. */
  | { kind: 'preflight' }
  /** What is cached is still true of the original. */
  | { kind: 'not-modified' }
  | OriginalDecision
  /** A derivative, of the original or of the image that stands in for it; as a body or by a redirect. */
  | { kind: 'derivative'; derivative: Obtained; standsInFor?: Failure }
  | { kind: 'problem'; problem: ProblemDetails; error?: Underivable };

/** Why another image stands in, and the seconds that this may stay cached. */
export type Failure = { reason: string; seconds: number; error?: Underivable };

/** Decides what is answered: whatever fails, something is. */
export const decide = async (request: ImageRequest, asked: Asked, dependencies: Dependencies): Promise<Decision> => {
  if (request.method === 'OPTIONS') return { kind: 'preflight' };
  if (asked.problem)
    return { kind: 'problem', problem: unreadableParameter(asked.problem, request.settings.lifetimes) };
  try {
    return await answer(request, asked, dependencies);
  } catch (error) {
    return instead(request, asked.variant, { dependencies, error: underivable(error) });
  }
};

const answer = async (
  request: ImageRequest,
  { variant, error, decidedBy }: Asked,
  dependencies: Dependencies,
): Promise<Decision> => {
  const wantsOriginal = !error && asksForOriginal(variant);
  const problem = originProblem(request, wantsOriginal);
  if (problem?.status === 404) return missing(request, variant, { dependencies, problem });
  if (problem?.status === 416 && wantsOriginal) return outOfRange(request, problem);
  if (problem) return { kind: 'problem', problem };
  // Where this function negotiates, CloudFront has an ETag that S3 does not know (validators.ts): what S3 has confirmed is then a
  // condition of the viewer's, which may hold another image of this URL.
  if (request.original.status === 304 && (wantsOriginal || decidedBy.length === 0)) return { kind: 'not-modified' };
  if (error) throw error;
  if (wantsOriginal) return sendOriginal(request, { dependencies });
  const derivative = await within(request.left(), () => obtain(request, variant, dependencies));
  return { kind: 'derivative', derivative };
};

/** RFC 9110, 15.5.17: the answer tells the size that no range may exceed. S3's tells it in its body, which no function sees. */
const outOfRange = async (request: ImageRequest, problem: ProblemDetails): Promise<Decision> => {
  const { location } = request.original;
  const bytes = location && (await objectSize(location, request.left()));
  return { kind: 'problem', problem: { ...problem, ...(bytes !== undefined && { bytes }) } };
};

type Missing = { dependencies: Dependencies; problem: ProblemDetails };

/**
 * The fallback image is sent with 200, as by other services (docs.imgproxy.net/configuration/options): apps show no image that
 * comes with an error. Its reason header and its short lifetime tell that it stands in.
 */
const missing = async (
  request: ImageRequest,
  variant: Variant,
  { dependencies, problem }: Missing,
): Promise<Decision> => {
  const derivative = await obtainFallback(request, variant, dependencies);
  const standsInFor = { reason: 'missing', seconds: problem.seconds ?? 0 };
  return derivative ? { kind: 'derivative', derivative, standsInFor } : { kind: 'problem', problem };
};

type Failed = { dependencies: Dependencies; error: Underivable };

/** No derivative can be made: the fallback image; else the original, where it may be sent and is an answer; else the problem. */
const instead = async (request: ImageRequest, variant: Variant, { dependencies, error }: Failed): Promise<Decision> => {
  const { lifetimes, originals } = request.settings;
  const derivative = await obtainFallback(request, variant, dependencies);
  if (derivative) {
    const standsInFor = { reason: error.reason, seconds: lifetimes.failure, error };
    return { kind: 'derivative', derivative, standsInFor };
  }
  // A program that asks for facts can't read an image.
  return originals.access === 'public' && !isFact(variant.format)
    ? sendOriginal(request, { dependencies, error })
    : { kind: 'problem', problem: underivedProblem(error, lifetimes), error };
};
