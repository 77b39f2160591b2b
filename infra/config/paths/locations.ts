import type { Config } from '../schema.ts';
import { matchesPattern, sharedPattern } from './path-pattern.ts';

/** The served folder, as keys begin with it. */
export const folderOf = ({ prefix }: Config['originals']): string => (prefix ? `${prefix}/` : '');

/** The region of the originals: a new bucket, and everything beside it, is in us-east-1. */
export const regionOf = ({ originals }: Pick<Config, 'originals'>): string => originals.existing?.region ?? 'us-east-1';

/** The originals of a path pattern. */
export type OriginalsOfPath = { pathPattern: string; originals: Config['originals'] };

/** The buckets by path, in CloudFront's order: the first match wins, and the last row is that of every other path. */
export const originalsByPath = ({
  originals,
  buckets = [],
}: Pick<Config, 'originals' | 'buckets'>): OriginalsOfPath[] => [
  ...buckets.map(({ path, bucket, region, prefix, kmsKeyArn, access = originals.access }) => ({
    pathPattern: path,
    originals: {
      access,
      ...(originals.metadata && { metadata: originals.metadata }),
      ...(prefix && { prefix }),
      existing: { bucket, region, ...(kmsKeyArn && { kmsKeyArn }) },
    },
  })),
  { pathPattern: '*', originals },
];

/** The places of the paths where images are attached to a distribution; of all paths where it is the config's own. */
export const attachedPlaces = <Place extends { pathPattern: string }>(
  { attach }: Pick<Config, 'attach'>,
  places: readonly Place[],
): Place[] =>
  (attach?.paths ?? ['*']).flatMap((path) =>
    places.flatMap((place) => {
      const pathPattern = sharedPattern(path, place.pathPattern);
      if (pathPattern === undefined) return [];
      return [pathPattern === place.pathPattern ? place : { ...place, pathPattern }];
    }),
  );

/**
 * Where the paths of redirects to large derivatives begin, and their keys. A distribution with several configurations has one such
 * behavior for each.
 */
export const redirectsOf = ({ attach, stackName }: Pick<Config, 'attach' | 'stackName'>): string =>
  attach ? `_${stackName}` : '_';

/** The second bucket of originals, as originals of its own. */
export const secondaryOf = ({ secondary, existing: _, prefix: __, ...originals }: Config['originals']) => {
  if (!secondary) return undefined;
  const { prefix, ...existing } = secondary;
  return { ...originals, ...(prefix && { prefix }), existing };
};

/** Whether originals are in more than one bucket. */
export const hasBuckets = ({ originals, buckets = [] }: Pick<Config, 'originals' | 'buckets'>): boolean =>
  buckets.length > 0 || originals.secondary !== undefined;

/** The config as it is for one path: its originals are those of the bucket that the path is served from. */
export const configAt = (config: Config, uri: string): Config => {
  const row = originalsByPath(config).find(({ pathPattern }) => matchesPattern(pathPattern, uri));
  return configFor(config, row ?? config);
};

/** The config as it is for other originals. */
export const configFor = (config: Config, { originals }: Pick<Config, 'originals'>): Config => ({
  ...config,
  originals,
});
