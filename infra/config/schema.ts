import type { z } from 'zod';
import { attach } from './fields/attach.ts';
import { lifetimes, limits } from './fields/limits.ts';
import { buckets, originals } from './fields/originals.ts';
import {
  corsOrigin,
  dialectRow,
  flag,
  ladder,
  list,
  namedImages,
  namedPresets,
  oneOf,
  part,
  tags,
  text,
  whole,
} from './fields/rules.ts';
import { stackName } from './fields/stack-names.ts';

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

const hostNames = 'hostnames such as images.example.com, not IP addresses';

const signedPaths = 'paths such as /private/*, with ? for a space, without %';

/** Everything that a deployer may choose, with defaults. Sizes are in bytes, lifetimes in seconds. */
export const schema = part({
  /** Name of the CloudFormation stack, and the first part of every name in it, so each stack in an account needs its own. */
  stackName: stackName(),
  /** The images, and who may see the originals themselves. */
  originals,
  /**
   * More buckets, chosen by path: the first row that matches a path decides, and all other paths are served from
   * `originals`. The whole path is the key: `/shop/a.jpg` is `shop/a.jpg`, under the row's `prefix`. At most 35 rows,
   * each with one cache behavior for images and one for SVG. With `purge` or `pregenerate`, all buckets must be in one
   * region. Can't be combined with dialects whose URLs hold the image's path elsewhere.
   */
  buckets,
  /**
   * A bucket that stores resized images: once made in one place, an image is a cheap read everywhere else. It also
   * allows resized images above 1 MB, by a redirect. Off if left out. S3 deletes an image after this many days; it is
   * made again when it is next requested.
   */
  derivatives: part({ days: whole(7, 3650, 'days') }).optional(),
  /**
   * Which function resizes: `edge`, a Lambda@Edge function at the origin response; or `regional`, a Lambda function
   * with a streaming URL in the bucket's region, for a third of the price and without the limit of 1 MB. URLs and cache
   * keys are the same.
   */
  door: oneOf(['edge', 'regional']).default('edge'),
  /** How the regional function is deployed. */
  regional: part({
    /** `zip`, or `image` for a container image, which CDK builds with Docker and pushes to ECR. */
    package: oneOf(['zip', 'image']).default('zip'),
    /** A code signing configuration: Lambda then accepts only a zip that one of its signing profiles has signed. */
    codeSigningConfigArn: text(
      /^arn:aws:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[0-9a-f]{17}$/,
      'the ARN of a code signing configuration',
    ).optional(),
  }).optional(),
  /**
   * Also read originals from web servers; only with `door: 'regional'`. `/http/images.example.com/a.jpg` is
   * `https://images.example.com/a.jpg`. Only the listed hosts are contacted, only at public addresses, redirects
   * included. Only images, and no query strings.
   */
  httpOrigins: part({
    /** Hostnames; `*.example.com` stands for any subdomain, and `http://` in front allows http for that host. */
    hosts: list(text(/^(http:\/\/)?(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/, hostNames), hostNames),
    /** The path prefix in URLs, followed by the host. */
    path: text(/^\/([\w.-]+\/)+$/, 'a path such as /http/, with slashes at both ends').default('/http/'),
    /** Milliseconds that fetching an original may take, redirects included. */
    milliseconds: whole(100, 29_000, 'milliseconds').default(5000),
  }).optional(),
  /**
   * Named sets of this project's own parameters, for `?preset=thumb`: `{ thumb: 'w=200&h=200&fit=cover' }`. Other
   * parameters in the URL override them.
   */
  presets: namedPresets().optional(),
  /** Serve nothing but presets. */
  presetsOnly: flag().optional(),
  /**
   * Size ladder: widths are rounded up to the next of these. Recommended for public sites. `default`, or a list of your
   * own. Has no effect with `presetsOnly`.
   */
  snap: ladder().optional(),
  /**
   * Paths that require a signature, such as `/private/*`; `?` is any one character. They are compared with the decoded
   * path. The keys, an ID and a secret each, are in the stack's key value store. An imgix token goes there under the ID
   * `imgix`, the keys of Thumbor and imgproxy under `thumbor` and `imgproxy` (`key:salt`, in hex).
   */
  signing: part({
    paths: list(text(/^[/*][^\s%]*$/, signedPaths), signedPaths),
  }).optional(),
  /**
   * Paths whose URLs use another service's parameters: `{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }`. The first
   * row that matches a path decides; all other paths use this project's own parameters. If one viewer function can't
   * hold them all, each row gets a cache behavior and a function of its own, in the same order, and each path accepts
   * the signatures of its own service.
   */
  dialects: list(dialectRow(), "rows such as { path: '*', dialect: 'imgix' }", 0).optional(),
  /**
   * Removes an overwritten or deleted original, and the images made from it, from CloudFront and the derivatives bucket
   * within about a minute. Without it, they stay until their lifetime ends. Each change costs a few requests, and half
   * a cent beyond 1,000 paths a month.
   */
  purge: flag().optional(),
  /**
   * Images to make as soon as an original is uploaded, and by the backfill for existing originals: for each original
   * whose path in the URL starts with `prefix` (such as `products/`; empty for all), what the `queries` ask for (such
   * as `w=400&format=auto`).
   */
  pregenerate: list(
    part({
      prefix: text(/^([^/].*)?$/, 'the beginning of a path, without a leading /'),
      queries: list(text(/./, 'a query such as w=400&format=auto'), 'queries such as w=400&format=auto'),
    }),
    "rows such as { prefix: 'products/', queries: ['w=400&format=auto'] }",
    0,
  ).optional(),
  /**
   * A CloudWatch dashboard, and alarms that are sent to these SNS topics. Each region that has alarms needs a topic:
   * us-east-1, the Origin Shield's region and, with `purge` or `pregenerate`, the bucket's region. With an empty list,
   * alarms notify no one.
   */
  monitoring: part({
    topicArns: list(text(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of an SNS topic'), 'ARNs of SNS topics', 0),
    /** Alarm threshold: concurrent runs of the function in one region. The default is 80 % of most accounts' quota. */
    concurrency: whole(1, 1_000_000, 'runs').default(800),
    /** Alarm threshold: images resized in an hour, each of which is a paid run of the function. */
    derivativesAnHour: whole(1, 100_000_000, 'derivatives').default(20_000),
    /**
     * A Lambda that regularly runs the checks of `npm run prove` that need neither a bucket nor a key, with an alarm
     * for a check that fails in two of three runs. Each run resizes fewer than 30 test images.
     */
    canary: part({
      /** The path that has the test images `rotated.jpg` and `large.jpg`. It must not require a signature. */
      folder: text(/^\/([\w.-]+\/)*$/, 'a path such as /samples/, with slashes at both ends').default('/samples/'),
      minutes: whole(5, 1440, 'minutes').default(30),
    }).optional(),
  }).optional(),
  /** Watermarks for the parameter `mark`: names, and keys in the originals bucket. */
  marks: namedImages().optional(),
  /**
   * Images for the parameter `default`, shown instead of one that is missing or can't be decoded: names, and keys in
   * the originals bucket.
   */
  fallbacks: namedImages().optional(),
  /**
   * Serves the page of `npm start` at `/_/page/`, to anyone who has the URL, with these images: keys as in URLs, such
   * as `samples/landscape.jpg`. It can only request what any URL can, and lists what the configuration closes. Off if
   * left out.
   */
  page: part({
    images: list(text(/^[^/].*$/, 'a key such as samples/landscape.jpg'), 'keys such as samples/landscape.jpg'),
  }).optional(),
  /**
   * Whether `?explain=1` answers with JSON that explains how the image was made: for everyone (`on`), or only with a
   * valid signature (`signed`). It shows the size and format of originals; for private ones only with a valid
   * signature. If left out, `explain` is an unknown parameter.
   */
  explain: oneOf(['on', 'signed'], 'on; or, with signing, signed').optional(),
  /** Lambda's version of Node.js. Use 22 if Lambda@Edge in your account does not accept 24 yet. */
  runtime: oneOf(['nodejs24.x', 'nodejs22.x'], 'nodejs24.x or nodejs22.x').default('nodejs24.x'),
  /**
   * Memory of the function in MB. Lambda allots CPU in proportion: 1,769 MB is one full vCPU
   * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). With less, everything is slower for the
   * same price. With more, only AVIF encoding gains from a second thread (113 -> 73 ms), at twice the price of every
   * millisecond.
   */
  memory: whole(640, 10_240, 'MB').default(1769),
  /** Timeout of the function in seconds; Lambda@Edge allows 30 at most. */
  timeout: whole(1, 30, 'seconds').default(30),
  /** Limits for originals. One that exceeds them is sent unchanged. */
  limits,
  /** For how many seconds CloudFront and browsers cache a response. */
  lifetimes,
  /** Which websites may read the pixels of images (canvas, WebGL, fetch). Showing an image needs no permission. */
  cors: part({
    origins: list(corsOrigin(), '* or origins such as https://example.com'),
  }).default({ origins: ['*'] }),
  /** Which CloudFront edge locations serve: 100 is North America and Europe, 200 adds most of Asia, All is all. */
  priceClass: oneOf(['PriceClass_100', 'PriceClass_200', 'PriceClass_All'], 'PriceClass_100, _200 or _All').default(
    'PriceClass_All',
  ),
  /**
   * Origin Shield: one more cache in front of S3, in the region nearest to the bucket. Off if left out. Each image is
   * then made once, near the bucket, instead of once in each of CloudFront's 13 regional caches; making one costs about
   * ten times as much as an Origin Shield request. All cache misses then count against this one region's Lambda
   * concurrency quota, which is low in new accounts.
   */
  originShieldRegion: oneOf(
    shieldRegions,
    `the nearest region that has an Origin Shield: ${shieldRegions.join(', ')}`,
  ).optional(),
  /**
   * Serves images on some paths of an existing distribution, instead of from a distribution of their own. It can belong
   * to the same CDK app (pass it to the construct as `distribution`) or not. Several configurations can be attached to
   * one distribution.
   */
  attach,
  /** Whether browsers may use HTTP/3. */
  http3: flag().default(true),
  /**
   * Sends a share of the requests to the next release first (CloudFront's continuous deployment): a stack
   * `STACKNAME-candidate` with its own functions and a staging distribution, in front of the same buckets. Deploy once
   * without it first. Requires `http3: false`.
   */
  staging: part({
    /** Percent of the requests; 0 for none at the moment. */
    weight: whole(0, 15, 'percent').optional(),
    /** Instead of a share: requests with this header and value. */
    header: part({
      name: text(/^aws-cf-cd-[a-z0-9-]{1,50}$/i, 'a name that starts with aws-cf-cd-'),
      value: text(/^[\x21-\x7e]{1,100}$/, 'text without spaces'),
    }).optional(),
  }).optional(),
  /** Your own hostnames, with an ACM certificate in us-east-1. */
  domain: part({
    names: list(
      text(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/, 'a hostname such as images.example.com'),
      'hostnames such as images.example.com',
    ),
    certificateArn: text(/^arn:aws:acm:us-east-1:\d{12}:certificate\/.+$/, 'the ARN of a certificate in us-east-1'),
  }).optional(),
  /** An AWS WAF web ACL for the distribution, with scope CLOUDFRONT, and therefore in us-east-1. */
  webAclArn: text(
    /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/.+$/,
    'the ARN of a web ACL for CloudFront',
  ).optional(),
  /** CloudFront's access logs: one line for each request, with the visitor's IP address. Off if left out. */
  accessLogs: part({
    /** A bucket (optionally with a folder), or a log group or Firehose stream in us-east-1. */
    destinationArn: text(
      /^arn:aws:(s3:::|logs:us-east-1:\d{12}:log-group:|firehose:us-east-1:\d{12}:deliverystream\/)\S+$/,
      'the ARN of a bucket, or of a log group or a Firehose stream in us-east-1',
    ),
    format: oneOf(['json', 'w3c', 'parquet', 'plain', 'raw'], 'json, w3c, parquet, plain or raw').default('json'),
  }).optional(),
  /**
   * A KMS key for the buckets that the stacks create, in their region. If left out, S3 encrypts them with its own keys.
   * Bucket keys are on, so that S3 asks KMS only once for many objects.
   */
  kms: part({
    /** `create`, or the ARN of an existing key; the output `BucketsKeyPolicy` is what that key's policy must allow. */
    key: text(/^(create|arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+)$/, 'create, or the ARN of a KMS key'),
    /** Also encrypts the functions' log groups in that region. An existing key must allow this before the first deployment. */
    logs: flag().optional(),
  }).optional(),
  /** Tags for all resources that can have them. Lambda@Edge functions and dashboards can't. */
  tags: tags().optional(),
  /** A managed policy used as the permissions boundary of every role, if your organization requires one. */
  permissionsBoundaryArn: text(/^arn:aws:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of a managed policy').optional(),
  /** Days for which the function's log is kept in us-east-1. In other regions Lambda creates the log groups and keeps them forever. */
  logRetentionDays: oneOf(retentionDays).default(30),
});

/** What a deployer writes: the stack's name, the originals, and whatever differs from the defaults. */
export interface ConfigInput extends z.input<typeof schema> {}

/** The whole config, defaults filled in. */
export interface Config extends z.output<typeof schema> {}
