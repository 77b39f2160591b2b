import { within } from '../answer/deadline.ts';
import { namesFallback } from '../answer/named-images.ts';
import { isOriginal, lookup, type Means, maker, mostLargeBytes, type Rooms, stopwatch } from '../answer/obtain.ts';
import { originProblem } from '../answer/problems.ts';
import { type Underivable, underivable } from '../errors.ts';
import type { Derivative } from '../image/derivative.ts';
import { isFact } from '../image/encode/choose-format.ts';
import type { Visit } from '../origin-response.ts';
import { canonical } from '../query/canonical.ts';
import type { Variant } from '../query/parameters.ts';
import type { Found } from '../storage/derivatives.ts';
import { whyChosen } from './choice.ts';
import { understand } from './parameters.ts';
import { hearing } from './trace.ts';

/** What the same request is answered without `explain`: which way, and with which status. */
type Answer = { sentBy: 'body' | 'redirect' | 'original' | 'fallback' | 'problem'; status: number; why?: string };

/** What the image has come to; facts of a private original are told to none but who has signed. */
type Outcome = { answer: Answer; bucket?: object; shown?: object; ofOriginal?: object };

/**
 * What was understood, planned and made of an address, for whoever wonders: plain JSON. Makes the derivative anew, also where
 * one is kept (that one has no candidates any more), and keeps nothing. Where there is none, it tells why.
 */
export const explain = async (visit: Visit, asked: Variant, using: Rooms): Promise<object> => {
  const { settings, request, left } = visit;
  const { explain: address = '', ...image } = asked;
  const text = canonical(image);
  const clock = stopwatch();
  const { answer, bucket, shown, ofOriginal } = await within(left(), () =>
    outcomeOf(visit, asked, { using, clock }),
  ).catch((error: unknown) => underived(visit, image, underivable(error)));
  const open = settings.originals.access === 'public' || settings.explain?.to === 'signed';
  return {
    address,
    variant: text,
    cacheKey: text === '' ? request.uri : `${request.uri}?variant=${text}`,
    ...understand(address, image, hearing(settings.explain?.dialects ?? [])),
    answer,
    ...shown,
    ...(open && ofOriginal),
    ...(bucket && { bucket }),
    timings: clock.timings,
  };
};

const outcomeOf = async (visit: Visit, asked: Variant, means: Means): Promise<Outcome> => {
  const refusal = originProblem(visit, !isOriginal(asked));
  if (refusal) return { answer: refusedBy(visit, asked, refusal) };
  if (isOriginal(asked))
    return { answer: { sentBy: 'original', status: 200, why: 'no parameter asks for another image' } };
  const looked = await lookup(visit, asked, means);
  const { shelf, most, found } = looked;
  const make = await maker(visit, asked, { ...means, ...looked });
  const made = await make(shelf !== undefined && found.fault === undefined ? mostLargeBytes : most);
  const answer: Answer =
    made.bytes.length > most ? { sentBy: 'redirect', status: 302 } : { sentBy: 'body', status: 200 };
  return { answer, bucket: bucketAs(shelf !== undefined, found), ...toldOf(made) };
};

type Told = Derivative & { sourceBytes: number };

const toldOf = ({ bytes, took: _, original, plan, candidates, seen, sourceBytes: from, ...derivative }: Told) => ({
  shown: {
    candidates: candidates ?? [{ type: derivative.type, bytes: bytes.length, chosen: true }],
    why: whyChosen({ candidates, ...derivative }),
    seen,
    derivative: { ...derivative, bytes: bytes.length },
  },
  ofOriginal: { original: { ...original, bytes: from }, plan, bytesSaved: from - bytes.length },
});

const bucketAs = (used: boolean, { kept, fault, unfit }: Found) =>
  used
    ? {
        used,
        kept: kept !== undefined,
        ...(kept?.location && { location: kept.location }),
        ...((fault ?? unfit) && { fault: fault ?? unfit }),
      }
    : { used };

const refusedBy = (visit: Visit, asked: Variant, { status, title }: { status: number; title: string }): Answer =>
  status === 404 && namesFallback(visit, asked)
    ? { sentBy: 'fallback', status: 200, why: title }
    : { sentBy: 'problem', status, why: title };

const underived = (visit: Visit, asked: Variant, { reason, message, status }: Underivable): Outcome => {
  const isPublic = visit.settings.originals.access === 'public';
  const answer: Answer = namesFallback(visit, asked)
    ? { sentBy: 'fallback', status: 200, why: reason }
    : isPublic && !isFact(asked.format)
      ? { sentBy: 'original', status: 200, why: reason }
      : { sentBy: 'problem', status, why: reason };
  return {
    answer,
    shown: { underivable: { reason } },
    ofOriginal: { underivable: { reason, detail: message } },
  };
};
