import type {
  CloudFrontRequest,
  CloudFrontResponse,
  CloudFrontResponseEvent,
  CloudFrontResultResponse,
} from 'aws-lambda';
import type { Lifetimes } from './answer/cache-control.ts';
import { contentDisposition } from './answer/content-disposition.ts';
import { addCors, preflight } from './answer/cors.ts';
import { within } from './answer/deadline.ts';
import { fallback } from './answer/fallback.ts';
import { logLine } from './answer/log.ts';
import { type Named, namesOf } from './answer/named-images.ts';
import { isOriginal, type Obtained, obtain, type Rooms, rooms } from './answer/obtain.ts';
import { originProblem, underived, unreadable } from './answer/problems.ts';
import {
  type AnswerContext,
  derived,
  explained,
  inPlace,
  original,
  problem,
  redirected,
  unchanged,
} from './answer/response.ts';
import { type Underivable, underivable } from './errors.ts';
import { isFact } from './image/encode/choose-format.ts';
import type { Limits } from './image/limits.ts';
import { parseCanonical } from './query/canonical.ts';
import { splitQuery } from './query/decode.ts';
import type { DialectName } from './query/dialects/registry.ts';
import { parameterOf } from './query/language.ts';
import { parseNative } from './query/native.ts';
import type { Variant } from './query/parameters.ts';
import type { Problem } from './query/parse.ts';
import { resolve } from './query/resolve.ts';
import { keyOf } from './storage/originals.ts';
import type { Bucket } from './storage/s3.ts';
import { asksToExplain } from './viewer/explain.ts';
import { unknownName } from './viewer/named-images.ts';

/** What of the configuration this door needs. */
export type OriginSettings = {
  originals: { access: 'public' | 'private'; bucket?: Bucket };
  /** How derivatives are kept, and where: at the edge the event names the bucket. */
  derivatives?: { bucket?: Bucket; revision: string; days: number };
  /** Whether `explain` is answered, and which paths speak which dialect. A signature has been seen by the viewer function. */
  explain?: { to: 'on' | 'signed'; dialects: [pattern: string, dialect: DialectName][] };
  /** Images that parameters know by name. */
  named?: Named;
  limits: Limits;
  lifetimes: Lifetimes;
  /** The one origin whose pages may read images, or `*`; where there are several CloudFront says so. */
  site?: string;
};

/** What of Lambda's context is used. */
export type Context = { getRemainingTimeInMillis(): number };

/** One request: what S3 has answered to it, and the milliseconds until our own answer must go out. */
export type Visit = {
  settings: OriginSettings;
  request: CloudFrontRequest;
  response: CloudFrontResponse;
  left: () => number;
};

// Milliseconds kept back for the answer itself.
const reserve = 1000;

/** Door 2, Lambda@Edge: S3 has answered, CloudFront's cache has not. Every way ends in an answer; nothing is thrown. */
export const originResponse =
  (settings: OriginSettings, using = rooms) =>
  async (event: CloudFrontResponseEvent, context: Context): Promise<CloudFrontResultResponse> => {
    const [record] = event.Records;
    if (!record) throw new Error('CloudFront sends one record an event');
    const { request, response } = record.cf;
    const visit = { settings, request, response, left: () => context.getRemainingTimeInMillis() - reserve };
    return addCors(request.method === 'OPTIONS' ? preflight(response) : await reply(visit, using), settings.site);
  };

const reply = async (visit: Visit, using: Rooms): Promise<CloudFrontResultResponse> => {
  const { settings, request, response } = visit;
  const asked = askedOf(request, settings);
  if ('expected' in asked) return problem(response, unreadable(asked, settings.lifetimes), request.method);
  try {
    return await answer(visit, asked, using);
  } catch (error) {
    return instead(visit, asked, using, underivable(error));
  }
};

const answer = async (visit: Visit, asked: Variant, using: Rooms): Promise<CloudFrontResultResponse> => {
  const { settings, request, response, left } = visit;
  const { method } = request;
  if (asked.explain && response.status !== '304') {
    const { explain } = await import('./explain/explain.ts');
    return explained(response, await explain(visit, asked, using), method);
  }
  const wanted = !isOriginal(asked);
  const refusal = originProblem(visit, wanted);
  if (refusal) {
    const other = refusal.status === 404 && (await standIn(visit, asked, using, { reason: 'missing', ...refusal }));
    return other || problem(response, refusal, method);
  }
  if (response.status === '304') return unchanged(response);
  if (!wanted) return saved(visit, asked, original(response, settings.lifetimes));
  const image = await within(left(), () => obtain(visit, asked, using));
  logLine({ request, asked, ...image });
  return shown(visit, image, contextOf(visit, asked, image));
};

/** No derivative can be made: the image that was named for this case; else the original; else why there is neither. */
const instead = async (visit: Visit, asked: Variant, using: Rooms, error: Underivable) => {
  const { settings, request, response } = visit;
  const { lifetimes, originals } = settings;
  logLine({ request, asked, error });
  const { reason } = error;
  const other = !asked.explain && (await standIn(visit, asked, using, { reason, seconds: lifetimes.failure }));
  if (other) return other;
  // Who asks for facts can't read an image, nor who asks for an explanation.
  return originals.access === 'public' && !isFact(asked.format) && !asked.explain
    ? saved(visit, asked, inPlace(response, error, lifetimes))
    : problem(response, underived(error, lifetimes), request.method);
};

type Why = { reason: string; seconds: number | undefined };

/**
 * The image that was named for this case. Its status is 200, as elsewhere (docs.imgproxy.net/configuration/options, fallback
 * image): what apps load images with shows no other. That it stands in, and why, is in its reason header and its short life.
 */
const standIn = async (visit: Visit, asked: Variant, using: Rooms, { reason, seconds = 0 }: Why) => {
  const image = await fallback(visit, asked, using);
  if (!image) return undefined;
  logLine({ request: visit.request, asked, ...image });
  const lifetimes = { ...visit.settings.lifetimes, failure: seconds };
  return shown(visit, { ...image, note: reason, temporary: true }, { ...contextOf(visit, asked, image), lifetimes });
};

/** The derivative, or where CloudFront has it. */
const shown = ({ response }: Visit, image: Obtained, context: AnswerContext) =>
  image.location === undefined ? derived(response, image, context) : redirected(response, image, context);

/** The original, under the name that was asked. */
const saved = ({ request }: Visit, { dl }: Variant, answer: CloudFrontResultResponse): CloudFrontResultResponse => {
  const type = answer.headers?.['content-type']?.[0]?.value ?? '';
  const value = contentDisposition(dl, { key: keyOf(request.uri), type });
  if (value && answer.headers && answer.status === '200')
    answer.headers['content-disposition'] = [{ key: 'Content-Disposition', value }];
  return answer;
};

const contextOf = ({ settings, request }: Visit, asked: Variant, { timings, type }: Obtained) => ({
  method: request.method,
  lifetimes: settings.lifetimes,
  timings,
  negotiated: asked.fmts !== undefined,
  disposition: contentDisposition(asked.dl, { key: keyOf(request.uri), type }),
});

/**
 * The variant that the viewer function wrote; without one in front, what the plain query says. A variant that says nothing
 * is a request for the original.
 */
const askedOf = (request: CloudFrontRequest, settings: OriginSettings): Variant | Problem => {
  const asked = readOf(request, settings);
  // No parameter of the language is called "expected".
  return 'expected' in asked ? (asked as Problem) : (unknownName(asked, namesOf(settings.named)) ?? asked);
};

const readOf = (request: CloudFrontRequest, { explain }: OriginSettings): Variant | Problem => {
  const query = Object.fromEntries(new URLSearchParams(request.querystring));
  const written = query.variant === undefined ? undefined : parseCanonical(query.variant);
  if (written) return explain ? written : { ...written, explain: '' };
  const said = Object.entries(splitQuery(request.querystring));
  // Where `explain` is off it is an unknown parameter, whatever it says.
  const asked = parseNative(Object.fromEntries(said.filter(([name]) => explain || parameterOf[name] !== 'explain')));
  if ('expected' in asked) return asked as Problem;
  const variant = resolve(asked as Variant, (name) => request.headers[name]?.[0]?.value ?? '');
  const address = explain?.to === 'on' && asksToExplain(variant) ? `${request.uri}?${request.querystring}` : '';
  return { ...variant, explain: address };
};
