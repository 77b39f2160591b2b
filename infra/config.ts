import { parse, spoken } from '../edge/language/query.ts';
import type { OriginSettings } from '../edge/origin-response.ts';
import { type DialectRow, dialectNames } from './dialects.ts';
import type { UpkeepSettings } from './upkeep/upkeep.ts';

/** Everything that a deployer may choose. Sizes are in bytes, lifetimes in seconds. */
export type Config = {
  /** The CloudFormation stack, and the first part of every name in it. */
  readonly stackName: string;
  readonly originals: {
    /** `public`: without a variant the original itself is sent. `private`: nothing but derivatives ever leaves. */
    readonly access: 'public' | 'private';
    /** The folder of the bucket that is served, without slashes at its ends; whole bucket when left out. */
    readonly prefix?: string;
    /** A bucket that is there already, in any region; when left out, the stack makes one in us-east-1. */
    readonly existing?: {
      readonly bucket: string;
      readonly region: string;
      /** Needed only where the bucket is encrypted with a key of your own (SSE-KMS). */
      readonly kmsKeyArn?: string;
    };
  };
  /**
   * A second bucket that keeps what was made: made at one edge, it is a small read at every other. And a derivative above
   * 1 MB can be sent, with a redirect. Off when left out.
   */
  readonly derivatives?: {
    /** Until S3 removes one; it is then made again when somebody asks. */
    readonly days: number;
  };
  /** Variants by name, in our own words, for `?preset=thumb`: `{ thumb: 'w=200&h=200&fit=cover' }`. Words beside it win. */
  readonly presets?: { readonly [name: string]: string };
  /** Nothing may be asked but a preset. */
  readonly presetsOnly?: boolean;
  /** The widths that there are; another one is the next larger. Advised for public sites: `default`, or a list of your own. */
  readonly snap?: 'default' | readonly number[];
  /**
   * Paths that only a signature opens, such as `/private/*`; `?` is one character. The keys are in the stack's key value
   * store, an id and a secret each; a token of imgix is kept there under the id `imgix`.
   */
  readonly signing?: { readonly paths: readonly string[] };
  /**
   * Other services' languages: `{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }`. The first row that matches a path
   * counts, any other path speaks ours. A dialect is a file of edge/language/dialects/.
   */
  readonly dialects?: readonly DialectRow[];
  /**
   * An overwritten or deleted original leaves CloudFront and the derivatives bucket within a minute or so; when left out, as
   * soon as its lifetime has passed. Each change costs a few requests, and half a cent past 1,000 paths a month.
   */
  readonly purge?: boolean;
  /**
   * Derivatives made as soon as an original arrives, and by a backfill of those that are there: of originals whose path in
   * the URL begins so (`products/`; all where it is empty), what these queries ask (`w=400&format=auto`).
   */
  readonly pregenerate?: readonly { readonly prefix: string; readonly queries: readonly string[] }[];
  /** A CloudWatch dashboard, and alarms that are sent to these SNS topics (one a region where there are alarms). */
  readonly monitoring?: { readonly topicArns: readonly string[] };
  /** Lambda's Node. 22 is the choice where an account's edge does not take 24 yet. */
  readonly runtime: 'nodejs24.x' | 'nodejs22.x';
  /** MB, 128–10,240. It buys CPU as well as room. */
  readonly memory: number;
  /** Seconds until Lambda gives up; Lambda@Edge allows 30 at origin events. */
  readonly timeout: number;
  /** What an original may be at most; a larger one is sent as it is. */
  readonly limits: {
    /** Of the file. */
    readonly bytes: number;
    /** Width × height × frames, once decoded. */
    readonly pixels: number;
    /** Of an animation. */
    readonly frames: number;
    /** Milliseconds that decoding and encoding may be estimated at, or take where the estimate is uncertain. */
    readonly milliseconds: number;
    /** Bytes of memory that decoding and encoding may be estimated at, or take where the estimate is uncertain. */
    readonly memory: number;
  };
  readonly lifetimes: {
    /** Of a derivative whose original says nothing in its own Cache-Control. */
    readonly derivative: number;
    /** Of an original sent because no derivative could be made. */
    readonly failure: number;
    /** Of "there is no such picture". */
    readonly missing: number;
    /** How long past its lifetime a picture may be shown while a new one is fetched. */
    readonly staleWhileRevalidate: number;
    /** How long past its lifetime a picture may be shown while S3 or the function fails. */
    readonly staleIfError: number;
  };
  /** Which web pages may read the pixels (canvas, WebGL, fetch); showing a picture needs no permission. */
  readonly cors: { readonly origins: readonly string[] };
  /** Which of CloudFront's edges serve: 100 is North America and Europe, 200 adds most of Asia, All is all. */
  readonly priceClass: 'PriceClass_100' | 'PriceClass_200' | 'PriceClass_All';
  /** One more cache in front of S3, in the region nearest to the bucket; off when left out. */
  readonly originShieldRegion?: string;
  /** Host names of your own, with an ACM certificate that lies in us-east-1. */
  readonly domain?: { readonly names: readonly string[]; readonly certificateArn: string };
  /** How long us-east-1 keeps the function's log; the other regions' groups are Lambda's own and keep it for ever. */
  readonly logRetentionDays: (typeof retentionDays)[number];
};

/** What is deployed. Edit this, then `npx cdk deploy`. */
export const config: Config = {
  stackName: 'edge-images',
  originals: { access: 'public' },
  // A month of storing a picture costs about as much as making it once or twice.
  derivatives: { days: 90 },
  runtime: 'nodejs24.x',
  // 1,769 MB is one whole vCPU (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). Below it every stage is
  // slower for the same price; above it only AVIF's second thread gains (113 -> 73 ms of encoding, at twice the price of
  // every millisecond), while decoding, resizing, WebP, JPEG and PNG use one thread.
  memory: 1769,
  timeout: 30,
  limits: {
    // A 12-megapixel camera JPEG has 3–12 MB. The file, its copy in libvips and the pixels share `memory`.
    bytes: 40 * 1024 * 1024,
    // The largest cameras give 102 megapixels. Decoded at 4 bytes a pixel this is 480 MB, which `memory` holds.
    pixels: 120_000_000,
    // Ten seconds at 30 pictures a second.
    frames: 300,
    // A viewer who has waited this long is better served with the original.
    milliseconds: 4000,
    // Beside it the function's own process needs room: up to 500 MB, its own pictures included.
    memory: 768 * 1024 * 1024,
  },
  lifetimes: {
    derivative: 86_400,
    failure: 60,
    missing: 30,
    staleWhileRevalidate: 3600,
    staleIfError: 86_400,
  },
  cors: { origins: ['*'] },
  priceClass: 'PriceClass_All',
  // Every derivative is then made once, beside the bucket, and not once in each of 13 regional caches: an encode costs
  // about ten times what Origin Shield asks for a request. It also puts all misses on this one region's Lambda
  // concurrency (new accounts start low: ask for more there, or leave this out).
  originShieldRegion: 'us-east-1',
  logRetentionDays: 30,
};

// AWS::Logs::LogGroup RetentionInDays takes no others up to two years.
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

/** Gives the config back, or throws one error that says of each wrong field: its name, its value, what is expected. */
export function checkConfig(config: Config): Config {
  const wrong = rules(config).filter(([, value, isRight]) => !isRight(value));
  if (wrong.length === 0) return config;
  const lines = wrong.map(([name, value, , expected]) => `  ${name} is ${JSON.stringify(value)}, expected ${expected}`);
  throw new Error(`infra/config.ts:\n${lines.join('\n')}`);
}

/**
 * What the Lambda is told of the config: plain JSON, written into its bundle (Lambda@Edge has no environment variables).
 * The name of a bucket that the stack makes is not known when the bundle is made: the event tells it. `revision` stands for
 * all that decides how a picture looks.
 */
export const originSettings = (
  { originals, derivatives, limits, lifetimes }: Config,
  revision = 'unreleased',
): OriginSettings => ({
  originals: { access: originals.access, ...named(originals.existing) },
  ...(derivatives && { derivatives: { days: derivatives.days, revision } }),
  limits,
  lifetimes,
});

/** Whether there is anything for a Lambda beside the bucket to do. */
export const hasUpkeep = ({ purge, pregenerate }: Config): boolean => purge === true || pregenerate !== undefined;

/** What the Lambda beside the bucket is told of the config; which variants it makes, the viewer function says. */
export const upkeepSettings = (config: Config, revision: string): Omit<UpkeepSettings, 'pregenerated'> => ({
  edge: originSettings(config, revision),
  folder: folderOf(config.originals),
  purge: config.purge === true,
});

/** The served folder, as keys begin with it. */
export const folderOf = ({ prefix }: Config['originals']): string => (prefix ? `${prefix}/` : '');

/** Where the originals lie: a new bucket, and all that stands beside it, is in us-east-1. */
export const regionOf = ({ originals }: Config): string => originals.existing?.region ?? 'us-east-1';

const named = (existing: { bucket: string; region: string } | undefined) =>
  existing && { bucket: { name: existing.bucket, region: existing.region } };

type Check = (value: unknown) => boolean;
type Rule = [name: string, value: unknown, isRight: Check, expected: string];

const rules = ({ originals, derivatives, limits, lifetimes, domain, ...config }: Config): Rule[] => [
  // The derivatives bucket's name begins with it, and has 63 signs with account and region behind.
  ['stackName', config.stackName, matches(/^[a-z][a-z0-9-]{0,25}$/i), 'a letter, then up to 25 of A-Z a-z 0-9 -'],
  ['originals.access', originals.access, oneOf('public', 'private'), 'public or private'],
  ['originals.prefix', originals.prefix, optional(isFolder), 'a folder such as photos/2026, no / at its ends'],
  ...within('originals.existing', originals.existing, ({ bucket, region, kmsKeyArn }) => [
    ['bucket', bucket, isBucket, 'the name of an S3 bucket'],
    ['region', region, isRegion, 'a region such as eu-west-1'],
    ['kmsKeyArn', kmsKeyArn, optional(matches(/^arn:aws:kms:.+:key\/.+$/)), 'the ARN of a KMS key'],
  ]),
  ...within('derivatives', derivatives, ({ days }) => [['days', days, whole(7, 3650), 'whole days, 7 to 3,650']]),
  ['purge', config.purge, optional(oneOf(true, false)), 'true or false'],
  ['pregenerate', config.pregenerate, (value) => !value || derivatives !== undefined, 'nothing without derivatives'],
  ...(config.pregenerate ?? []).flatMap(({ prefix, queries }, at): Rule[] => [
    [`pregenerate[${at}].prefix`, prefix, matches(/^([^/].*)?$/), 'the beginning of a path, no / in front'],
    [`pregenerate[${at}].queries`, queries, listOf(isReadable), 'queries such as w=400&format=auto'],
  ]),
  ...within('monitoring', config.monitoring, ({ topicArns }) => [
    ['topicArns', topicArns, every(isTopic), 'ARNs of SNS topics'],
  ]),
  ...within('presets', config.presets, (presets) =>
    Object.entries(presets).map(([name, query]) => [
      name,
      query,
      isReadable,
      'words with values, such as w=400&fit=cover',
    ]),
  ),
  [
    'presets',
    Object.keys(config.presets ?? {}),
    every(matches(/^[a-z0-9][\w-]*$/i)),
    'names of letters, digits, _ and -',
  ],
  ['snap', config.snap, optional(isLadder), 'default, or widths from 1 to 8192, each larger than the one before'],
  ...within('signing', config.signing, ({ paths }) => [
    ['paths', paths, listOf(matches(/^[/*]\S*$/)), 'paths such as /private/*'],
  ]),
  ...(config.dialects ?? []).flatMap((row) =>
    within('dialects', row, ({ path, dialect }) => [
      ['path', path, matches(/^[/*]\S*$/), 'a path such as /photos/*'],
      ['dialect', dialect, oneOf(...dialectNames), `one of ${dialectNames.join(', ')}`],
    ]),
  ),
  ['runtime', config.runtime, oneOf('nodejs24.x', 'nodejs22.x'), 'nodejs24.x or nodejs22.x'],
  ['memory', config.memory, whole(512, 10_240), 'whole MB, 512 to 10,240'],
  ['timeout', config.timeout, whole(1, 30), 'whole seconds, 1 to 30'],
  ['limits.bytes', limits.bytes, whole(1, 512 * 1024 * 1024), 'whole bytes, 1 to 536,870,912'],
  ['limits.pixels', limits.pixels, whole(1, 1_000_000_000), 'whole pixels, 1 to 1,000,000,000'],
  ['limits.frames', limits.frames, whole(1, 10_000), 'whole frames, 1 to 10,000'],
  ['limits.milliseconds', limits.milliseconds, whole(100, 30_000), 'whole milliseconds, 100 to 30,000'],
  ['limits.memory', limits.memory, whole(2 ** 27, 2 ** 33), 'whole bytes, 134,217,728 to 8,589,934,592'],
  ...within('lifetimes', lifetimes, (each) =>
    Object.entries(each).map(([name, value]) => [name, value, whole(0, 31_536_000), 'whole seconds, up to a year']),
  ),
  ['cors.origins', config.cors.origins, listOf(isOrigin), '* or origins such as https://example.com'],
  ['priceClass', config.priceClass, matches(/^PriceClass_(100|200|All)$/), 'PriceClass_100, _200 or _All'],
  ['originShieldRegion', config.originShieldRegion, optional(isRegion), 'a region such as eu-west-1'],
  ...within('domain', domain, ({ names, certificateArn }) => [
    ['names', names, listOf(isHost), 'host names such as images.example.com'],
    ['certificateArn', certificateArn, matches(/^arn:aws:acm:us-east-1:/), 'the ARN of a certificate in us-east-1'],
  ]),
  ['logRetentionDays', config.logRetentionDays, oneOf(...retentionDays), `one of ${retentionDays.join(', ')}`],
];

const within = <Part>(name: string, part: Part | undefined, of: (part: Part) => Rule[]): Rule[] =>
  part === undefined ? [] : of(part).map(([field, ...rest]) => [`${name}.${field}`, ...rest]);

const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const whole =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const listOf =
  (isRight: Check): Check =>
  (value) =>
    every(isRight)(value) && Array.isArray(value) && value.length > 0;
const every =
  (isRight: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(isRight);
const optional =
  (isRight: Check): Check =>
  (value) =>
    value === undefined || isRight(value);

const isReadable: Check = (value) => typeof value === 'string' && value !== '' && !parse(spoken(value)).status;
const isLadder: Check = (value) =>
  value === 'default' ||
  (listOf(whole(1, 8192))(value) &&
    Array.isArray(value) &&
    value.every((width, at) => at === 0 || width > value[at - 1]));

const isFolder = matches(/^[\w.-]+(\/[\w.-]+)*$/);
const isBucket = matches(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
const isTopic = matches(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/);
const isRegion = matches(/^[a-z]{2}(-[a-z]+)+-\d$/);
const isOrigin = matches(/^(\*|https?:\/\/[^/\s]+)$/);
const isHost = matches(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/);
