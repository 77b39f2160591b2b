import { within } from '../deadline.ts';
import { type Underivable, underivable } from '../errors.ts';
import { canonical } from '../language/query.ts';
import type { Variant } from '../language/vocabulary.ts';
import { markOf } from '../named.ts';
import { isOriginal, mostApart, type Rooms, shelfOf, stopwatch } from '../obtain.ts';
import type { Visit } from '../origin-response.ts';
import type { Derivative } from '../picture/derive.ts';
import { isFact } from '../picture/format.ts';
import { refusalOf } from '../refusal.ts';
import { mostBytes } from '../response.ts';
import { type Found, readDerivative } from '../storage/derivatives.ts';
import { locate } from '../storage/originals.ts';
import { whyChosen } from './choice.ts';
import { hearing } from './hearing.ts';
import { understand } from './words.ts';

/** What the same request is answered without `explain`: which way, and with which status. */
type Answer = { sentBy: 'body' | 'redirect' | 'original' | 'fallback' | 'problem'; status: number; why?: string };

/** What the picture has come to; facts of a private original are told to none but who has signed. */
type Outcome = { answer: Answer; bucket?: object; shown?: object; ofOriginal?: object };

/**
 * What was understood, planned and made of an address, for whoever wonders: plain JSON. Makes the derivative anew, also where
 * one is kept (that one has no candidates any more), and keeps nothing. Where there is none, it tells why.
 */
export const explain = async (visit: Visit, asked: Variant, using: Rooms): Promise<object> => {
  const { settings, request, left } = visit;
  const { explain: address = '', ...picture } = asked;
  const text = canonical(picture);
  const clock = stopwatch();
  const { answer, bucket, shown, ofOriginal } = await within(left(), () =>
    outcomeOf(visit, asked, { using, clock }),
  ).catch((error: unknown) => underived(visit, picture, underivable(error)));
  const open = settings.originals.access === 'public' || settings.explain?.to === 'signed';
  return {
    address,
    variant: text,
    cacheKey: text === '' ? request.uri : `${request.uri}?variant=${text}`,
    ...understand(address, picture, hearing(settings.explain?.dialects ?? [])),
    answer,
    ...shown,
    ...(open && ofOriginal),
    ...(bucket && { bucket }),
    timings: clock.timings,
  };
};

type Means = { using: Rooms; clock: ReturnType<typeof stopwatch> };

const outcomeOf = async (visit: Visit, asked: Variant, { using, clock }: Means): Promise<Outcome> => {
  const { settings, request, response, left } = visit;
  const refusal = refusalOf(visit, !isOriginal(asked));
  if (refusal) return { answer: refusedBy(visit, asked, refusal) };
  if (isOriginal(asked))
    return { answer: { sentBy: 'original', status: 200, why: 'no word asks for another picture' } };
  const place = locate(request, settings.originals.bucket);
  const mark = await markOf(visit, asked, using);
  const shelf = shelfOf(visit, asked, { ...place, mark });
  const most = mostBytes(response.headers);
  const found: Found = shelf ? await clock.time('lookup', readDerivative(shelf.store, shelf.name, most)) : {};
  const etag = response.headers.etag?.[0]?.value;
  const [bytes, { derive }] = await Promise.all([
    clock.time('read', using.read(place, { bytes: settings.limits.bytes, milliseconds: left(), etag })),
    using.load(),
  ]);
  const apart = shelf !== undefined && found.fault === undefined;
  const budget = { bytes: apart ? mostApart : most, left };
  const made = await derive(bytes, asked, settings.limits, budget, async () => mark?.bytes);
  Object.assign(clock.timings, made.took);
  const answer: Answer =
    made.bytes.length > most ? { sentBy: 'redirect', status: 302 } : { sentBy: 'body', status: 200 };
  return { answer, bucket: bucketAs(shelf !== undefined, found), ...toldOf(made, bytes.length) };
};

const toldOf = ({ bytes, took: _, original, plan, candidates, seen, ...derivative }: Derivative, from: number) => ({
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
  status === 404 && hasFallback(visit, asked)
    ? { sentBy: 'fallback', status: 200, why: title }
    : { sentBy: 'problem', status, why: title };

const underived = (visit: Visit, asked: Variant, { reason, message, status }: Underivable): Outcome => {
  const isPublic = visit.settings.originals.access === 'public';
  const answer: Answer = hasFallback(visit, asked)
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

/** Whether a picture is named for this case. It is not looked at: making it would keep it. */
const hasFallback = ({ settings }: Visit, { default: name = '', format }: Variant) =>
  Object.hasOwn(settings.named?.fallbacks ?? {}, name) && !isFact(format);
