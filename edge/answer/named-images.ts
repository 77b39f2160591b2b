import { Underivable } from '../errors.ts';
import { isFact } from '../image/encode/choose/choose-format.ts';
import type { Variant } from '../query/parameters.ts';
import type { NamedImages, NamedKeys } from '../settings.ts';
import type { ObjectVersion } from '../storage/originals.ts';
import type { Names } from '../viewer/named-images.ts';
import type { Dependencies } from './dependencies.ts';
import { type ImageRequest, namedBucket } from './image-request.ts';

/** The names that the parameters `mark` and `default` may have; `origin` is what is sent anyway. */
export const namesOf = ({ marks = {}, fallbacks = {} }: NamedImages = {}): Names => ({
  mark: Object.keys(marks),
  default: [...Object.keys(fallbacks), 'origin'],
});

/** The watermark that a variant asks for, as it is now. Throws Underivable: no image is sent without the mark it asks for. */
export const readMark = async (
  request: ImageRequest,
  { mark: name }: Variant,
  dependencies: Dependencies,
): Promise<ObjectVersion | undefined> => {
  if (name === undefined) return undefined;
  const key = keyIn(request.settings.named?.marks, name);
  if (key === undefined) throw new Underivable('unknown-name', `mark: no watermark is called ${name}`);
  return readNamed(request, key, dependencies).catch((error: unknown) => {
    throw new Underivable('mark-unreadable', `mark: ${name} cannot be read from ${key}`, error);
  });
};

/** The image that `default` names; undefined where it names none, and for facts, which describe the image itself. Throws Underivable. */
export const readFallback = async (
  request: ImageRequest,
  { default: name = '', format }: Variant,
  dependencies: Dependencies,
): Promise<(ObjectVersion & { key: string }) | undefined> => {
  const key = isFact(format) ? undefined : keyIn(request.settings.named?.fallbacks, name);
  return key === undefined ? undefined : { key, ...(await readNamed(request, key, dependencies)) };
};

const keyIn = (keys: NamedKeys | undefined, name: string) =>
  keys && Object.hasOwn(keys, name) ? keys[name] : undefined;

const readNamed = (request: ImageRequest, key: string, dependencies: Dependencies) =>
  dependencies.readNamed({ bucket: namedBucket(request), key }, request.left());
