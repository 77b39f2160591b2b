import { underivable } from '../errors.ts';
import { canonical } from '../language/query.ts';
import type { Variant } from '../language/vocabulary.ts';
import { markOf } from '../named.ts';
import { mostApart, type Rooms, shelfOf, stopwatch } from '../obtain.ts';
import type { Visit } from '../origin-response.ts';
import { mostBytes } from '../response.ts';
import { readDerivative } from '../storage/derivatives.ts';
import { locate } from '../storage/originals.ts';
import { hearing } from './hearing.ts';
import { understand } from './words.ts';

/** What was understood, planned and made of an address, for whoever wonders: plain JSON. Makes the derivative anew. */
export const explain = async (visit: Visit, variant: Variant, using: Rooms): Promise<object> => {
  const { settings, request, response, left } = visit;
  const { explain: address = '', ...picture } = variant;
  const clock = stopwatch();
  const place = locate(request, settings.originals.bucket);
  const mark = await markOf(visit, variant, using).catch(() => undefined);
  const shelf = shelfOf(visit, variant, { ...place, mark });
  const most = mostBytes(response.headers);
  const found = shelf ? await clock.time('lookup', readDerivative(shelf.store, shelf.name, most)) : {};
  const text = canonical(picture);
  const understood = {
    address,
    variant: text,
    cacheKey: text === '' ? request.uri : `${request.uri}?variant=${text}`,
    ...understand(address, picture, hearing(settings.explain?.dialects ?? [])),
  };
  const bucket = shelf
    ? {
        used: true,
        kept: found.kept !== undefined,
        ...(found.kept?.location && { location: found.kept.location }),
        ...(found.fault && { fault: found.fault }),
      }
    : { used: false };
  try {
    const etag = response.headers.etag?.[0]?.value;
    const [bytes, { derive }] = await Promise.all([
      clock.time('read', using.read(place, { bytes: settings.limits.bytes, milliseconds: left(), etag })),
      using.load(),
    ]);
    const budget = { bytes: shelf ? mostApart : most, left };
    const {
      bytes: made,
      took,
      ...derivative
    } = await derive(bytes, picture, settings.limits, budget, async () => mark?.bytes);
    const { original, plan, candidates, ...rest } = derivative;
    return {
      ...understood,
      original: { ...original, bytes: bytes.length },
      plan,
      candidates: candidates ?? [{ type: derivative.type, bytes: made.length }],
      derivative: { ...rest, bytes: made.length },
      sentBy: made.length > most ? 'redirect' : 'body',
      bytesSaved: bytes.length - made.length,
      bucket,
      timings: { ...clock.timings, ...took },
    };
  } catch (error) {
    const { reason, message } = underivable(error);
    return { ...understood, underivable: { reason, detail: message }, bucket, timings: clock.timings };
  }
};
