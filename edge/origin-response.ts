import type {
  CloudFrontRequest,
  CloudFrontResponse,
  CloudFrontResponseEvent,
  CloudFrontResultResponse,
} from 'aws-lambda';
import { Underivable } from './errors.ts';
import { accepted } from './language/accept.ts';
import { canonical, parse, parseCanonical, settle } from './language/query.ts';
import type { Variant } from './language/vocabulary.ts';
import { logLine } from './log.ts';
import type { Limits } from './picture/describe.ts';
import { derived, inPlace, type Lifetimes, mostBytes, original, problem } from './response.ts';
import { type Bucket, locate, readOriginal } from './storage/originals.ts';

/** What of the configuration this door needs. */
export type OriginSettings = {
  originals: { access: 'public' | 'private'; bucket?: Bucket };
  limits: Limits;
  lifetimes: Lifetimes;
};

/** What of Lambda's context is used. */
export type Context = { getRemainingTimeInMillis(): number };

// Milliseconds kept back for the answer itself.
const reserve = 1000;

/** Door 2, Lambda@Edge: S3 has answered, CloudFront's cache has not. Every way ends in an answer; nothing is thrown. */
export const originResponse =
  (settings: OriginSettings, read = readOriginal) =>
  async (event: CloudFrontResponseEvent, context: Context): Promise<CloudFrontResultResponse> => {
    const [record] = event.Records;
    if (!record) throw new Error('CloudFront sends one record an event');
    const { request, response } = record.cf;
    const { limits, lifetimes } = settings;
    const left = () => context.getRemainingTimeInMillis() - reserve;
    const status = Number(response.status);
    if (status >= 400) return refusal(request, response, lifetimes);
    if (status >= 300) return response;
    const started = performance.now();
    try {
      const variant = variantOf(request);
      if (!variant) return original(response, lifetimes);
      const place = locate(request, settings.originals.bucket);
      // The decoders load while the original travels.
      const [bytes, { derive }] = await Promise.all([
        read(place, { bytes: limits.bytes, milliseconds: left(), etag: response.headers.etag?.[0]?.value }),
        import('./picture/derive.ts'),
      ]);
      const readTook = performance.now() - started;
      const derivative = await derive(bytes, variant, limits, { bytes: mostBytes(response.headers), left });
      logLine({ outcome: 'derived', request, derivative, bytesIn: bytes.length, read: readTook });
      return derived(response, derivative, { method: request.method, lifetimes, read: readTook });
    } catch (error) {
      const known = error instanceof Underivable ? error : new Underivable('fault', String(error), error);
      logLine({ outcome: 'underivable', request, error: known });
      if (settings.originals.access === 'private')
        return problem(response, 415, `No derivative: ${known.reason}`, {
          method: request.method,
          seconds: lifetimes.failure,
        });
      return inPlace(response, known, lifetimes);
    }
  };

/**
 * The variant that the viewer function wrote; without one in front, what the plain query says.
 * Undefined is a request for the original. Throws Underivable where the query can't be read.
 */
const variantOf = (request: CloudFrontRequest): Variant | undefined => {
  const query = Object.fromEntries(new URLSearchParams(request.querystring));
  const written = query.variant === undefined ? undefined : parseCanonical(query.variant);
  if (written) return written;
  const asked = parse(Object.fromEntries(request.querystring.split('&').map((pair) => pair.split('='))), undefined);
  if ('expected' in asked) throw new Underivable('unreadable-variant', `${asked.word}: expected ${asked.expected}`);
  const variant = settle(asked as Variant, accepted(request.headers.accept?.[0]?.value ?? ''));
  return canonical(variant) === '' ? undefined : variant;
};

/** S3 says no. Who may not list the bucket is told 403 of a missing key, so both are a 404. */
const refusal = (request: CloudFrontRequest, response: CloudFrontResponse, lifetimes: Lifetimes) => {
  const status = Number(response.status);
  const { method } = request;
  if (status === 403 || status === 404)
    return problem(response, 404, 'No such picture', { method, seconds: lifetimes.missing });
  return problem(response, status, 'The bucket did not answer', { method, seconds: lifetimes.failure });
};
