import { originalsByPath, secondaryOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { failoverStatuses, originHeaders } from '../config/settings/origin-settings.ts';
import { domainName, type Origin } from './cloudfront/origin/origin.ts';

/** The origins of a distribution: of the default behavior, of each row of `buckets`, and of large derivatives. */
export type Origins = { origin: Origin; others: Origin[]; derivatives: Origin };

/** Where S3 stands in, and the name of the bucket of the derivatives. */
type Place = { endpoint: string; derivatives: string };

/** The bucket of the originals where the stack makes it. */
export const madeBucket = { bucket: 'originals', region: 'us-east-1' };

/** The origins of a config on this machine, with what the stack tells the function in their headers. */
export const originsOf = (config: Config, { endpoint, derivatives: name }: Place): Origins => {
  const { bucket, region } = config.originals.existing ?? madeBucket;
  const derivatives = { endpoint, bucket: name, region };
  const hosts = { derivatives: domainName(derivatives), first: domainName({ endpoint, bucket, region }) };
  const originOf = (originals: Config['originals']): Origin => {
    const { bucket, region } = originals.existing ?? madeBucket;
    const path = originals.prefix && { path: `/${originals.prefix}` };
    const second = secondaryOf(originals);
    return {
      ...{ endpoint, bucket, region, ...path, customHeaders: originHeaders(config, originals, hosts) },
      ...(second && { secondary: { origin: originOf(second), after: failoverStatuses } }),
    };
  };
  const origins = originalsByPath(config).map(({ originals }) => originOf(originals));
  const [origin = derivatives, ...others] = [...origins.slice(-1), ...origins.slice(0, -1)];
  return { origin, others, derivatives };
};
