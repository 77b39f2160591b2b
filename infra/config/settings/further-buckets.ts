import type { BucketOfPath, FetchSettings, ServedBucket } from '../../../edge/fetch/settings.ts';
import { originalsByPath, secondaryOf } from '../paths/locations.ts';
import { patternSource } from '../paths/path-pattern.ts';
import type { Config } from '../schema.ts';

/** The buckets besides the first, for a function that asks them itself (at the edge CloudFront does). */
export const furtherBuckets = (config: Config): Pick<FetchSettings, 'buckets' | 'secondary'> => {
  const buckets = originalsByPath(config).flatMap(({ pathPattern, originals }): BucketOfPath[] => {
    const served = pathPattern === '*' ? undefined : servedBucket(originals);
    return served ? [{ ...served, pattern: `^${patternSource(pathPattern)}$`, access: originals.access }] : [];
  });
  const second = secondaryOf(config.originals);
  const secondary = second && servedBucket(second);
  return { ...(buckets.length > 0 && { buckets }), ...(secondary && { secondary }) };
};

const servedBucket = ({ existing, prefix }: Config['originals']): ServedBucket | undefined =>
  existing && { bucket: { name: existing.bucket, region: existing.region }, ...(prefix && { prefix }) };
