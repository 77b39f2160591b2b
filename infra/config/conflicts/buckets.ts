import { dialectEntry } from '../../../edge/query/dialects/registry.ts';
import { keyOf } from '../../../edge/storage/originals.ts';
import { isEveryPath } from '../paths/dialects.ts';
import { folderOf, hasBuckets, originalsByPath, redirectsOf, regionOf, secondaryOf } from '../paths/locations.ts';
import { beginningOf, isWithin } from '../paths/path-pattern.ts';
import type { Config } from '../schema.ts';
import { type Problem, unless } from './problem.ts';

/** Rows of `buckets`, and what does not go beside several buckets. */
export const buckets = (config: Config): Problem[] => {
  const { buckets = [] } = config;
  if (!hasBuckets(config)) return [];
  return [
    ...buckets.flatMap((row, at) =>
      unless(!isEveryPath(row.path), [
        `buckets[${at}].path`,
        row.path,
        'only some paths: all others are served from originals',
      ]),
    ),
    ...buckets.flatMap((row, at) => hiddenBucket(config, [`buckets[${at}].path`, row.path])),
    ...regionsOfBuckets(config),
    ...accessOfKeys(config),
    ...withoutBuckets(config),
  ];
};

/** Paths that the distribution keeps for what is in no bucket of originals. */
const hiddenBucket = (config: Config, [name, path]: [name: string, path: string]): Problem[] => {
  const kept = [`/${redirectsOf(config)}/*`, ...(config.httpOrigins ? [`${config.httpOrigins.path}*`] : [])];
  const hiding = kept.find((pattern) => isWithin(path, pattern));
  return unless(!hiding, [name, path, `paths outside ${hiding}, which no bucket of originals answers`]);
};

/** A bucket is in one region. */
const regionsOfBuckets = (config: Config): Problem[] => {
  const { originals, buckets = [] } = config;
  const { existing, secondary } = originals;
  const all = [...(existing ? [existing] : []), ...(secondary ? [secondary] : []), ...buckets];
  const rows = [
    ...(secondary ? [['originals.secondary', secondary] as const] : []),
    ...buckets.map((row, at) => [`buckets[${at}]`, row] as const),
  ];
  return rows.flatMap(([name, { bucket, region }]) => {
    const other = all.find((each) => each.bucket === bucket && each.region !== region);
    return unless(!other, [
      `${name}.region`,
      region,
      `${other?.region}, the region that the config gives elsewhere for ${bucket}`,
    ]);
  });
};

/**
 * A key has many spellings in URLs, and S3 reads them all: `/private%2Fa.jpg` is no path of `/private/*`. So keys of one bucket that
 * paths of two rows may have in common are private in both, or in none.
 */
const accessOfKeys = (config: Config): Problem[] => {
  const second = secondaryOf(config.originals);
  const all = [...originalsByPath(config), ...(second ? [{ pathPattern: '*', originals: second }] : [])];
  const rows = all.map(({ pathPattern, originals }) => ({
    bucket: originals.existing?.bucket,
    access: originals.access,
    keys: folderOf(originals) + keyOf(beginningOf(pathPattern)),
  }));
  return rows.slice(0, config.buckets?.length ?? 0).flatMap(({ bucket, access, keys }, at) => {
    const other = rows.find(
      (each) =>
        each.bucket === bucket && each.access !== access && (each.keys.startsWith(keys) || keys.startsWith(each.keys)),
    );
    return unless(!other, [
      `buckets[${at}].access`,
      access,
      `${other?.access}, as of other paths to keys of ${bucket} that begin with ${JSON.stringify(other?.keys)}: a key has several spellings in URLs`,
    ]);
  });
};

const isOneRegion = (config: Config): boolean =>
  [...(config.buckets ?? []), ...(config.originals.secondary ? [config.originals.secondary] : [])].every(
    ({ region }) => region === regionOf(config),
  );

/**
 * What does not go by bucket. Events, and the listing of a backfill, are of one region. The behavior, and so the bucket, is chosen by the path that the
 * viewer asks; where a dialect makes another path of it, the image of one bucket would be cached under the path of another's.
 */
const withoutBuckets = (config: Config): Problem[] => {
  const { purge, pregenerate, originals, attach, buckets = [], dialects = [] } = config;
  const several = buckets.length > 0 ? 'buckets' : 'originals.secondary';
  return [
    ...Object.entries({ purge: purge || undefined, pregenerate }).flatMap(([name, value]) =>
      unless(value === undefined || isOneRegion(config), [
        name,
        value,
        `it to be left out with ${several} of another region than ${regionOf(config)}: it follows the changes of one`,
      ]),
    ),
    ...unless(!originals.secondary || !attach?.distribution, [
      'originals.secondary',
      originals.secondary,
      'it to be left out with attach.distribution: its origins stand alone',
    ]),
    ...(buckets.length > 0 ? dialects : []).flatMap((row, at) =>
      unless(!dialectEntry(row.dialect).rewrites, [
        `dialects[${at}]`,
        row,
        'a dialect whose paths are those of the images: with buckets, the path chooses the bucket',
      ]),
    ),
  ];
};

/** The function may read nothing but the served folder. */
export const namedImages = (names: 'marks' | 'fallbacks', { originals, [names]: keys = {} }: Config): Problem[] =>
  Object.entries(keys).flatMap(([name, key]) =>
    unless(key.startsWith(folderOf(originals)), [
      `${names}.${name}`,
      key,
      `a complete key that starts with originals.prefix: ${folderOf(originals)}`,
    ]),
  );

/** A key is in the region of its bucket. */
export const key = (config: Config): Problem[] => {
  const { originals, buckets = [] } = config;
  const rows = [
    ...buckets.map((row, at) => [`buckets[${at}]`, row] as const),
    ['originals.secondary', originals.secondary] as const,
    ['originals.existing', originals.existing] as const,
  ];
  return rows.flatMap(([name, { kmsKeyArn: arn, region } = { region: '' }]) =>
    unless(!arn || arn.split(':')[3] === region, [`${name}.kmsKeyArn`, arn, `a key in the bucket's region: ${region}`]),
  );
};

/** A key is for buckets that the stack makes, in their region. */
export const kms = (config: Config): Problem[] => {
  const { kms, originals, derivatives } = config;
  if (!kms) return [];
  const region = regionOf(config);
  return [
    ...unless(!originals.existing || derivatives !== undefined, [
      'kms',
      kms,
      'it to be left out if the stack makes no bucket: originals.existing has originals.existing.kmsKeyArn',
    ]),
    ...unless(kms.key === 'create' || kms.key.split(':')[3] === region, [
      'kms.key',
      kms.key,
      `a key in the region of the buckets: ${region}`,
    ]),
  ];
};
