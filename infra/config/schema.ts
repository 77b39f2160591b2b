import type { z } from 'zod';
import { lifetimes, limits } from './limits.ts';
import {
  bucketName,
  corsOrigin,
  dialectRow,
  flag,
  ladder,
  list,
  namedImages,
  namedPresets,
  oneOf,
  part,
  region,
  tags,
  text,
  whole,
} from './rules.ts';

/** Days for which CloudWatch can keep a log: it takes no others up to two years (AWS::Logs::LogGroup, RetentionInDays). */
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

/**
 * Where CloudFront has an Origin Shield; it refuses a distribution with one elsewhere.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html#choose-origin-shield-region
 */
const shieldRegions = [
  ...(['us-east-1', 'us-east-2', 'us-west-2', 'sa-east-1', 'eu-central-1', 'eu-west-1', 'eu-west-2'] as const),
  ...(['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-2'] as const),
  'me-central-1',
] as const;

const signedPaths = 'paths such as /private/*, with ? for a space, no %';

const originals = part({
  /** `public`: without a variant the original itself is sent. `private`: nothing but derivatives ever leaves. */
  access: oneOf(['public', 'private'], 'public or private'),
  /** The folder of the bucket that is served, without slashes at its ends; the whole bucket when left out. */
  prefix: text(
    /^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/,
    'a folder such as photos/2026, no / at its ends',
  ).optional(),
  /** A bucket that exists already, in any region; when left out, the stack creates one in us-east-1. */
  existing: part({
    bucket: bucketName(),
    region: region(),
    /** Needed only where the bucket is encrypted with a key of your own (SSE-KMS). */
    kmsKeyArn: text(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+$/, 'the ARN of a KMS key').optional(),
  }).optional(),
});

/** Everything that a deployer may choose, with defaults. Sizes are in bytes, lifetimes in seconds. */
export const schema = part({
  /**
   * The CloudFormation stack, and the first part of every name in it. Two stacks of one account need two names.
   * The name of the derivatives bucket begins with it, and has 63 characters with account and region behind.
   */
  stackName: text(/^[a-z][a-z0-9-]{0,25}$/i, 'a letter, then up to 25 of A-Z a-z 0-9 -'),
  /** The images, and who may see the originals themselves. */
  originals,
  /**
   * A second bucket that keeps derivatives: made at one edge, a derivative is a small read at every other. It also lets
   * derivatives above 1 MB be sent, by a redirect. Off when left out. S3 removes a derivative after so many days; it is made
   * again when it is requested.
   */
  derivatives: part({ days: whole(7, 3650, 'days') }).optional(),
  /**
   * What makes derivatives: `edge`, a Lambda@Edge function at the origin response; or `regional`, a function with a URL that
   * streams, beside the bucket, for a third of the price and without the limit of 1 MB. URLs and cache keys are the same.
   */
  door: oneOf(['edge', 'regional']).default('edge'),
  /** How the regional function is deployed. */
  regional: part({
    /** `zip`, or `image` for a container image, which CDK builds with Docker and puts into ECR. */
    package: oneOf(['zip', 'image']).default('zip'),
    /** A code signing configuration, which accepts only a zip that its signing profiles signed. */
    codeSigningConfigArn: text(
      /^arn:aws:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[0-9a-f]{17}$/,
      'the ARN of a code signing configuration',
    ).optional(),
  }).optional(),
  /** Variants by name, in our own parameters, for `?preset=thumb`: `{ thumb: 'w=200&h=200&fit=cover' }`. Parameters beside it win. */
  presets: namedPresets().optional(),
  /** Only presets are served. */
  presetsOnly: flag().optional(),
  /** The widths that exist; another one is rounded up to the next. Advised for public sites: `default`, or a list of your own. */
  snap: ladder().optional(),
  /**
   * Paths that need a signature, such as `/private/*`; `?` is one character. They are compared with decoded paths. The keys are in
   * the stack's key value store, an id and a secret each; a token of imgix is kept there under the id `imgix`, the keys
   * of Thumbor and imgproxy under `thumbor` and `imgproxy` (`key:salt`, in hex).
   */
  signing: part({
    paths: list(text(/^[/*][^\s%]*$/, signedPaths), signedPaths),
  }).optional(),
  /**
   * Other services' parameters: `{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }`. The first row that matches a path
   * counts, any other path takes ours. A dialect is a file of edge/query/dialects/.
   */
  dialects: list(dialectRow(), "rows such as { path: '*', dialect: 'imgix' }", 0).optional(),
  /**
   * An overwritten or deleted original leaves CloudFront and the derivatives bucket within a minute or so; when left out, as
   * soon as its lifetime has passed. Each change costs a few requests, and half a cent past 1,000 paths a month.
   */
  purge: flag().optional(),
  /**
   * Derivatives made as soon as an original arrives, and by a backfill of those that exist: of originals whose path in the URL
   * begins with `prefix` (`products/`; all where it is empty), what these queries ask for (`w=400&format=auto`).
   */
  pregenerate: list(
    part({
      prefix: text(/^([^/].*)?$/, 'the beginning of a path, no / in front'),
      queries: list(text(/./, 'a query such as w=400&format=auto'), 'queries such as w=400&format=auto'),
    }),
    "rows such as { prefix: 'products/', queries: ['w=400&format=auto'] }",
    0,
  ).optional(),
  /**
   * A CloudWatch dashboard, and alarms that are sent to these SNS topics. Each region that has alarms needs one: us-east-1, the
   * region of the Origin Shield and, with `purge` or `pregenerate`, that of the bucket. An empty list sends to none.
   */
  monitoring: part({
    topicArns: list(text(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of an SNS topic'), 'ARNs of SNS topics', 0),
    /** Runs of the function at a time in one region above which there is an alarm; the default is 80 % of most accounts' quota. */
    concurrency: whole(1, 1_000_000, 'runs').default(800),
    /** Derivatives made in an hour above which there is an alarm: each is a run of the function that is paid for. */
    derivativesAnHour: whole(1, 100_000_000, 'derivatives').default(20_000),
  }).optional(),
  /** Watermarks for the parameter `mark`: keys in the bucket of the originals, by name. */
  marks: namedImages().optional(),
  /** Images for the parameter `default`, in place of one that is missing or can't be decoded: keys in the same bucket, by name. */
  fallbacks: namedImages().optional(),
  /**
   * `?explain=1` returns what was understood, planned and made, as JSON: to everyone, or only with a valid signature. It
   * shows the size and format of originals; of private ones only with a valid signature. An unknown parameter when left out.
   */
  explain: oneOf(['on', 'signed'], 'on; or, with signing, signed').optional(),
  /** Lambda's Node. 22 is the choice where an account's edge does not take 24 yet. */
  runtime: oneOf(['nodejs24.x', 'nodejs22.x'], 'nodejs24.x or nodejs22.x').default('nodejs24.x'),
  /**
   * MB of the function. Lambda gives CPU in proportion: 1,769 MB is one whole vCPU
   * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). Below it every stage is slower for the same price;
   * above it only AVIF's second thread gains (113 -> 73 ms of encoding, at twice the price of every millisecond).
   */
  memory: whole(640, 10_240, 'MB').default(1769),
  /** Seconds until Lambda gives up; Lambda@Edge allows 30 at origin events. */
  timeout: whole(1, 30, 'seconds').default(30),
  limits,
  lifetimes,
  /** Which web pages may read the pixels (canvas, WebGL, fetch); showing an image needs no permission. */
  cors: part({
    origins: list(corsOrigin(), '* or origins such as https://example.com'),
  }).default({ origins: ['*'] }),
  /** Which of CloudFront's edges serve: 100 is North America and Europe, 200 adds most of Asia, All is all. */
  priceClass: oneOf(['PriceClass_100', 'PriceClass_200', 'PriceClass_All'], 'PriceClass_100, _200 or _All').default(
    'PriceClass_All',
  ),
  /**
   * One more cache in front of S3, in the region nearest to the bucket; off when left out. Every derivative is then made once,
   * beside the bucket, and not once in each of 13 regional caches: an encode costs about ten times what Origin Shield asks for a
   * request. It also puts all misses on this one region's Lambda concurrency (new accounts start low: ask for more there).
   */
  originShieldRegion: oneOf(
    shieldRegions,
    `the nearest of those with a shield: ${shieldRegions.join(', ')}`,
  ).optional(),
  /** Your own host names, with an ACM certificate in us-east-1. */
  domain: part({
    names: list(
      text(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/, 'a host name such as images.example.com'),
      'host names such as images.example.com',
    ),
    certificateArn: text(/^arn:aws:acm:us-east-1:\d{12}:certificate\/.+$/, 'the ARN of a certificate in us-east-1'),
  }).optional(),
  /** A web ACL of AWS WAF in front of the distribution; its scope is CLOUDFRONT, so it is in us-east-1. */
  webAclArn: text(
    /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/.+$/,
    'the ARN of a web ACL for CloudFront',
  ).optional(),
  /** CloudFront's access logs: one line for each request, with the viewer's address. Off when left out. */
  accessLogs: part({
    /** A bucket (with a folder), a log group of us-east-1 or a Firehose stream of us-east-1. */
    destinationArn: text(
      /^arn:aws:(s3:::|logs:us-east-1:\d{12}:log-group:|firehose:us-east-1:\d{12}:deliverystream\/)\S+$/,
      'the ARN of a bucket, or of a log group or a Firehose stream in us-east-1',
    ),
    format: oneOf(['json', 'w3c', 'parquet', 'plain', 'raw'], 'json, w3c, parquet, plain or raw').default('json'),
  }).optional(),
  /** Tags of all resources that can have them; Lambda@Edge allows none on its function. */
  tags: tags().optional(),
  /** A managed policy that bounds every role of the stacks, where an organization demands one. */
  permissionsBoundaryArn: text(/^arn:aws:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of a managed policy').optional(),
  /** How long us-east-1 keeps the function's log; in other regions Lambda creates the groups and keeps them forever. */
  logRetentionDays: oneOf(retentionDays).default(30),
});

/** What a deployer writes: the stack's name, the originals, and whatever differs from the defaults. */
export interface ConfigInput extends z.input<typeof schema> {}

/** The whole config, defaults filled in. */
export interface Config extends z.output<typeof schema> {}
