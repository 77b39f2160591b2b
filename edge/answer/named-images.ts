import { Underivable } from '../errors.ts';
import { isFact } from '../image/encode/choose-format.ts';
import type { Visit } from '../origin-response.ts';
import type { Variant } from '../query/parameters.ts';
import { locate, type Version } from '../storage/originals.ts';
import type { Names } from '../viewer/named-images.ts';
import type { Rooms } from './obtain.ts';

/** Keys of images in the bucket of the originals, by the names that the parameters `mark` and `default` have for them. */
export type Named = { marks?: Keys | undefined; fallbacks?: Keys | undefined };

type Keys = { readonly [name: string]: string };

/** What may be asked by name; `origin` falls back on what is sent anyway. */
export const namesOf = ({ marks = {}, fallbacks = {} }: Named = {}): Names => ({
  mark: Object.keys(marks),
  default: [...Object.keys(fallbacks), 'origin'],
});

/** The watermark that a variant asks for, as it is now. Throws Underivable: whoever asks for one is not given an image without. */
export const markOf = async (visit: Visit, { mark: name }: Variant, using: Rooms): Promise<Version | undefined> => {
  if (name === undefined) return undefined;
  const key = keyIn(visit.settings.named?.marks, name);
  if (key === undefined) throw new Underivable('unknown-name', `mark: no watermark is called ${name}`);
  return readAt(visit, key, using).catch((error: unknown) => {
    throw new Underivable('mark-unreadable', `mark: ${name} can not be read from ${key}`, error);
  });
};

/** Whether an image is named in place of the asked one: facts are told of that one, or not at all. */
export const namesFallback = ({ settings }: Visit, { default: name = '', format }: Variant): boolean =>
  !isFact(format) && keyIn(settings.named?.fallbacks, name) !== undefined;

/** The image that `default` names; undefined where it names none. Throws Underivable. */
export const fallbackOf = async (
  visit: Visit,
  variant: Variant,
  using: Rooms,
): Promise<(Version & { key: string }) | undefined> => {
  if (!namesFallback(visit, variant)) return undefined;
  const key = keyIn(visit.settings.named?.fallbacks, variant.default ?? '');
  return key === undefined ? undefined : { key, ...(await readAt(visit, key, using)) };
};

const keyIn = (keys: Keys | undefined, name: string) => (keys && Object.hasOwn(keys, name) ? keys[name] : undefined);

const readAt = ({ settings, request, left }: Visit, key: string, { readNamed }: Rooms) =>
  readNamed({ ...locate(request, settings.originals.bucket), key }, left());
