import type { Decision } from '../answer/decide.ts';
import type { ImageRequest } from '../answer/image-request.ts';
import type { Details, Obtained } from '../answer/obtain.ts';
import type { SentOriginal } from '../answer/send-original.ts';
import type { Timings } from '../answer/stopwatch.ts';
import type { Underivable } from '../errors.ts';
import type { OriginalImage } from '../image/describe.ts';
import { canonical } from '../query/canonical.ts';
import type { Variant } from '../query/parameters.ts';
import type { Lookup } from '../storage/derivatives.ts';
import { whyChosen } from './choice.ts';
import { understand } from './parameters.ts';
import { tracing } from './trace.ts';

/** What a request is answered without `explain`: in which way, with which status, and why. */
type Answer = {
  sentBy: 'body' | 'redirect' | 'original' | 'fallback' | 'problem';
  status: number;
  why?: string;
  /** What became of the original's metadata, where the configuration has it removed. */
  metadata?: SentOriginal['metadata'];
};

/** An explained image. Facts of a private original (`ofOriginal`) are shown only if a signature is required. */
type Explained = { image?: object; ofOriginal?: object; bucket?: object; timings: Timings };

/** Prints a decision as plain JSON, with what was parsed, planned and made. */
export const explain = (request: ImageRequest, variant: Variant, decision: Decision): object => {
  const { settings, path } = request;
  const { explain: address = '', ...image } = variant;
  const text = canonical(image);
  const trace = tracing(settings.explain?.dialects ?? []);
  const { image: shown, ofOriginal, bucket, timings } = explained(decision);
  const mayTell = settings.originals.access === 'public' || settings.explain?.to === 'signed';
  return {
    address,
    variant: text,
    cacheKey: text === '' ? path : `${path}?variant=${text}`,
    ...understand(trace(address), image, settings.explain?.unconfigured),
    answer: answerOf(decision),
    ...shown,
    ...(mayTell && ofOriginal),
    ...(bucket && { bucket }),
    timings,
  };
};

const answerOf = (decision: Decision): Answer => {
  if (decision.kind === 'derivative') {
    const { derivative, standsInFor } = decision;
    const [sentBy, status] =
      derivative.location === undefined ? (['body', 200] as const) : (['redirect', 302] as const);
    return standsInFor ? { sentBy: 'fallback', status, why: whyMissing(standsInFor.reason) } : { sentBy, status };
  }
  if (decision.kind === 'problem') {
    const { problem, error } = decision;
    return { sentBy: 'problem', status: problem.status, why: error?.reason ?? problem.title };
  }
  if (decision.kind !== 'original') return { sentBy: 'original', status: 200 };
  const { error, sent } = decision;
  const why = error?.reason ?? 'no parameter changes the image';
  return {
    sentBy: 'original',
    status: sent?.metadata === 'removed' && sent.location ? 302 : 200,
    why,
    ...metadataOf(sent),
  };
};

const metadataOf = (sent: SentOriginal | undefined) => (sent ? { metadata: sent.metadata } : {});

const whyMissing = (reason: string) => (reason === 'missing' ? 'No such image' : reason);

const explained = (decision: Decision): Explained => {
  if (decision.kind === 'derivative') {
    const { derivative, standsInFor } = decision;
    if (standsInFor) return { ...(standsInFor.error && failed(standsInFor.error)), timings: derivative.timings };
    return derivative.details ? made(derivative, derivative.details) : { timings: derivative.timings };
  }
  const error = decision.kind === 'original' || decision.kind === 'problem' ? decision.error : undefined;
  return { ...(error && failed(error)), timings: {} };
};

const made = ({ timings, bytesIn }: Obtained, { derivative, lookup }: Details): Explained => {
  const { bytes, took: _, original, plan, candidates, seen, ...rest } = derivative;
  return {
    image: {
      candidates: candidates ?? [{ type: rest.type, bytes: bytes.length, chosen: true }],
      why: whyChosen({ candidates, ...rest }),
      seen,
      derivative: { ...rest, bytes: bytes.length },
    },
    ofOriginal: { original: described(original, bytesIn), plan, bytesSaved: bytesIn - bytes.length },
    bucket: bucketOf(lookup),
    timings,
  };
};

// A profile, and the delays of many frames, would be more than Lambda@Edge may send.
const mostDelays = 100;

const described = ({ colors, delays, ...original }: OriginalImage, bytes: number) => ({
  ...original,
  bytes,
  colors: { name: colors.name },
  delays: delays.slice(0, mostDelays),
});

const bucketOf = (lookup: Lookup | undefined) => {
  if (!lookup) return { used: false };
  const { kept, fault, unfit } = lookup;
  const location = kept?.location;
  return {
    used: true,
    kept: kept !== undefined,
    ...(location && { location }),
    ...((fault ?? unfit) && { fault: fault ?? unfit }),
  };
};

const failed = ({ reason, message }: Underivable) => ({
  image: { underivable: { reason } },
  ofOriginal: { underivable: { reason, detail: message } },
});
