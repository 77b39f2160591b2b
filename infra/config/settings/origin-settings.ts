import type { Parameter } from '../../../edge/query/parameters.ts';
import type { OriginSettings } from '../../../edge/settings.ts';
import { dialectPattern } from '../paths/dialects.ts';
import { hasBuckets, redirectsOf } from '../paths/locations.ts';
import type { Config } from '../schema.ts';

/**
 * The part of the config that the origin-response function needs: plain JSON, written into its bundle (Lambda@Edge has no environment
 * variables). The name of a bucket that the stack creates is unknown when the bundle is made: the event has it. `revision`
 * identifies everything that decides how an image looks.
 */
export const originSettings = (config: Config, revision = 'unreleased'): OriginSettings => {
  const { stackName, originals, derivatives, dialects = [], explain, marks, fallbacks, lifetimes, cors } = config;
  return {
    stack: stackName,
    originals: {
      access: originals.access,
      ...bucketOf(originals),
      ...(originals.metadata === 'strip' && { metadata: 'strip' }),
    },
    ...(derivatives && { derivatives: { days: derivatives.days, revision, ...redirects(config) } }),
    ...(explain && {
      explain: {
        to: explain,
        dialects: dialects.map(({ path, dialect }) => [dialectPattern(path), dialect]),
        unconfigured: unconfigured(config),
      },
    }),
    ...((marks || fallbacks) && { named: { ...(marks && { marks }), ...(fallbacks && { fallbacks }) } }),
    limits: limitsOf(config),
    lifetimes,
    ...siteOf(cors),
  };
};

const redirects = (config: Config) => (config.attach ? { redirects: redirectsOf(config) } : {});

/** What CloudFront asks the second bucket after: S3 answers 403 for a missing key where CloudFront may not list the bucket. */
export const failoverStatuses = [403, 404];

/** Host names of the buckets that a stack makes or names. */
type Hosts = { derivatives?: string | undefined; first: string };

/**
 * What the function is told in headers of an origin, since names of buckets are unknown when its bundle is made: where derivatives are
 * kept; where there are several buckets, which is the first, and who may see the originals of this one; and after which statuses another
 * bucket is asked.
 */
export const originHeaders = (
  config: Config,
  { access, secondary }: Config['originals'],
  { derivatives, first }: Hosts,
): Record<string, string> => ({
  ...(derivatives !== undefined && { 'x-derivatives-bucket': derivatives }),
  ...(hasBuckets(config) && { 'x-first-bucket': first }),
  ...(secondary && { 'x-failover-statuses': failoverStatuses.join() }),
  ...(access !== config.originals.access && { 'x-originals-access': access }),
});

/** Parameters that change nothing without their feature. */
const unconfigured = ({ presets, snap, signing }: Config): Parameter[] => [
  ...(presets ? [] : (['preset'] as const)),
  ...(snap && signing ? [] : (['snap'] as const)),
];

/** The limits of one derivation. Private originals are never sent, not even where the variant asks for the original. */
export const limitsOf = ({ originals, limits }: Pick<Config, 'originals' | 'limits'>) =>
  originals.access === 'private' ? { ...limits, ownBytes: false as const } : limits;

/** The value of Access-Control-Allow-Origin that holds for every viewer, if there is one: a wildcard or a list has none. */
export const siteOf = ({ origins: [site, ...more] }: Config['cors']): { site?: string } =>
  site !== undefined && more.length === 0 && (site === '*' || !site.includes('*')) ? { site } : {};

const bucketOf = ({ existing }: Config['originals']) =>
  existing && { bucket: { name: existing.bucket, region: existing.region } };
