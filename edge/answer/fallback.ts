import type { Limits } from '../image/limits.ts';
import type { Variant } from '../query/parameters.ts';
import { within } from '../storage/timeout.ts';
import type { Dependencies } from './dependencies.ts';
import { type ImageRequest, locationIn, namedBucket } from './image-request.ts';
import { readFallback } from './named-images.ts';
import { type Obtained, obtain } from './obtain.ts';

/** Another bucket may be less private than the first, whose image it is: that one's own bytes are no answer. */
const limitsOf = (request: ImageRequest): Limits => {
  const { limits } = request.settings;
  const isFirst = request.firstBucket === undefined || request.firstBucket.name === locationIn(request).bucket.name;
  return isFirst ? limits : { ...limits, ownBytes: false };
};

/**
 * The image that `default` names, in the variant that was asked, in place of one that can't be had. Undefined where none is
 * named or that one can't be had either: it has no fallback of its own.
 */
export const obtainFallback = async (
  request: ImageRequest,
  variant: Variant,
  dependencies: Dependencies,
): Promise<Obtained | undefined> => {
  try {
    return await within(request.left(), async () => {
      const found = await readFallback(request, variant, dependencies);
      if (!found) return undefined;
      const { key, etag, bytes } = found;
      // Kept under its own key and version, as if it had been asked for.
      const location = { bucket: namedBucket(request), key };
      const original = { status: 200, location, etag, isShared: true };
      const settings = { ...request.settings, limits: limitsOf(request) };
      // A copy, whose memory is freed once the derivative is made: the bytes themselves stay for the next request.
      const read = async () => Buffer.from(bytes);
      return obtain({ ...request, settings, original }, variant, { ...dependencies, read });
    });
  } catch {
    // The answer tells what was wrong with the image that was asked for.
    return undefined;
  }
};
