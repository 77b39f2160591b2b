import type { Visit } from '../origin-response.ts';
import type { Variant } from '../query/parameters.ts';
import { path } from '../url/url.ts';
import { within } from './deadline.ts';
import { fallbackOf } from './named-images.ts';
import { type Obtained, obtain, type Rooms } from './obtain.ts';

/**
 * The derivative of the image that `default` names, in the variant that was asked, in place of one that can't be had;
 * undefined where none is named, or that one can't be had either: nothing stands in for it in its turn.
 */
export const fallback = async (visit: Visit, variant: Variant, using: Rooms): Promise<Obtained | undefined> => {
  try {
    return await within(visit.left(), async () => {
      const found = await fallbackOf(visit, variant, using);
      if (!found) return undefined;
      return obtain(visitOf(visit, found), variant, { ...using, read: async () => found.bytes });
    });
  } catch {
    // Whatever was wrong with the first image is what is told.
    return undefined;
  }
};

/** As if it had been asked for: kept under its own key and version. Its key is the bucket's, without the folder in front. */
const visitOf = (visit: Visit, { key, etag }: { key: string; etag: string }): Visit => {
  const { request, response } = visit;
  const s3 = request.origin?.s3;
  return {
    ...visit,
    request: { ...request, uri: path(key), ...(s3 && { origin: { s3: { ...s3, path: '' } } }) },
    response: { ...response, headers: { etag: [{ key: 'ETag', value: etag }] } },
  };
};
