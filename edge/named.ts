import { within } from './deadline.ts';
import type { Variant } from './language/vocabulary.ts';
import type { Rooms } from './obtain.ts';
import type { Visit } from './origin-response.ts';
import type { ReadMark } from './picture/watermark.ts';
import { type Content, mostBytes } from './response.ts';
import { locate } from './storage/originals.ts';

/** Keys of pictures in the bucket of the originals, by the names that the words `mark` and `default` have for them. */
export type Named = { marks?: Names; fallbacks?: Names };

type Names = { readonly [name: string]: string };

/** Reads watermarks by name. */
export const marks =
  (visit: Visit, { read }: Pick<Rooms, 'read'>): ReadMark =>
  async (name) => {
    const key = keyIn(visit.settings.named?.marks, name);
    return key === undefined ? undefined : readNamed(visit, key, read);
  };

/**
 * The picture that `default` names, in the variant that was asked, in place of one that can't be had; undefined where none is
 * named, or that one can't be had either.
 */
export const fallback = async (visit: Visit, variant: Variant, using: Rooms): Promise<Content | undefined> => {
  const key = keyIn(visit.settings.named?.fallbacks, variant.default ?? '');
  if (key === undefined) return undefined;
  try {
    return await within(visit.left(), () => derivativeOf(visit, key, variant, using));
  } catch {
    // Whatever was wrong with the first picture is what is told.
    return undefined;
  }
};

const derivativeOf = async (visit: Visit, key: string, variant: Variant, { read, load }: Rooms): Promise<Content> => {
  const [bytes, { derive }] = await Promise.all([readNamed(visit, key, read), load()]);
  const budget = { bytes: mostBytes(visit.response.headers), left: visit.left };
  const { type, ...made } = await derive(bytes, variant, visit.settings.limits, budget, marks(visit, { read }));
  return { bytes: made.bytes, type, note: 'default', temporary: true };
};

const keyIn = (names: Names | undefined, name: string) =>
  names && Object.hasOwn(names, name) ? names[name] : undefined;

const readNamed = ({ settings, request, left }: Visit, key: string, read: Rooms['read']) => {
  const place = { ...locate(request, settings.originals.bucket), key };
  return read(place, { bytes: settings.limits.bytes, milliseconds: left(), etag: undefined });
};
