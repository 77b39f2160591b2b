import type { OriginSettings } from '../edge/origin-response.ts';
import { type DialectRow, dialectPattern, rewrittenPaths } from './config/dialects.ts';
import type { retentionDays } from './config/validate.ts';
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
  /** Variants by name, in our own parameters, for `?preset=thumb`: `{ thumb: 'w=200&h=200&fit=cover' }`. Parameters beside it win. */
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
   * counts, any other path speaks ours. A dialect is a file of edge/query/dialects/.
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
  /** Watermarks for the parameter `mark`: keys in the bucket of the originals, by name. */
  readonly marks?: { readonly [name: string]: string };
  /** Images for the parameter `default`, in place of one that is missing or can't be opened: keys in the same bucket, by name. */
  readonly fallbacks?: { readonly [name: string]: string };
  /**
   * `?explain=1` answers what was understood, planned and made, as JSON: to everyone, or where a signature is right. It
   * tells the size and format of originals; of private ones only where a signature is right. An unknown parameter when left out.
   */
  readonly explain?: 'on' | 'signed';
  /** Lambda's Node. 22 is the choice where an account's edge does not take 24 yet. */
  readonly runtime: 'nodejs24.x' | 'nodejs22.x';
  /** MB, 640–10,240. It buys CPU as well as room. */
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
    /** Of "there is no such image". */
    readonly missing: number;
    /** How long past its lifetime an image may be shown while a new one is fetched. */
    readonly staleWhileRevalidate: number;
    /** How long past its lifetime an image may be shown while S3 or the function fails. */
    readonly staleIfError: number;
  };
  /** Which web pages may read the pixels (canvas, WebGL, fetch); showing an image needs no permission. */
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
  // A month of storing an image costs about as much as making it once or twice.
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
    // Ten seconds at 30 images a second.
    frames: 300,
    // A viewer who has waited this long is better served with the original.
    milliseconds: 4000,
    // Beside it the function's own process needs room: up to 500 MB, its own images included.
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

/**
 * What the Lambda is told of the config: plain JSON, written into its bundle (Lambda@Edge has no environment variables).
 * The name of a bucket that the stack makes is not known when the bundle is made: the event tells it. `revision` stands for
 * all that decides how an image looks.
 */
export const originSettings = (
  { originals, derivatives, dialects = [], explain, marks, fallbacks, limits, lifetimes, cors }: Config,
  revision = 'unreleased',
): OriginSettings => ({
  originals: { access: originals.access, ...named(originals.existing) },
  ...(derivatives && { derivatives: { days: derivatives.days, revision } }),
  ...(explain && {
    explain: { to: explain, dialects: dialects.map(({ path, dialect }) => [dialectPattern(path), dialect]) },
  }),
  ...((marks || fallbacks) && { named: { ...(marks && { marks }), ...(fallbacks && { fallbacks }) } }),
  limits: limitsOf({ originals, limits }),
  lifetimes,
  ...siteOf(cors),
});

/** The one origin that may read images, if it is one: then what is said to it can be said to all. */
export const siteOf = ({ origins }: Config['cors']): { site?: string } =>
  origins.length === 1 && origins[0] !== undefined ? { site: origins[0] } : {};

/** With private originals no answer is one of them, not even where it is what was asked for. */
export const limitsOf = ({ originals, limits }: Pick<Config, 'originals' | 'limits'>) =>
  originals.access === 'private' ? { ...limits, ownBytes: false as const } : limits;

/** Whether there is anything for a Lambda beside the bucket to do. */
export const hasUpkeep = ({ purge, pregenerate }: Config): boolean => purge === true || pregenerate !== undefined;

/** What the Lambda beside the bucket is told of the config; which variants it makes, the viewer function says. */
export const upkeepSettings = (config: Config, revision: string): Omit<UpkeepSettings, 'pregenerated'> => ({
  edge: originSettings(config, revision),
  folder: folderOf(config.originals),
  purge: config.purge === true,
  rewritten: rewrittenPaths(config.dialects ?? []),
});

/** The served folder, as keys begin with it. */
export const folderOf = ({ prefix }: Config['originals']): string => (prefix ? `${prefix}/` : '');

/** Where the originals lie: a new bucket, and all that stands beside it, is in us-east-1. */
export const regionOf = ({ originals }: Config): string => originals.existing?.region ?? 'us-east-1';

const named = (existing: { bucket: string; region: string } | undefined) =>
  existing && { bucket: { name: existing.bucket, region: existing.region } };
