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

const hostNames = 'host names such as images.example.com, no addresses';

const signedPaths = 'paths such as /private/*, with ? for a space, no %';

/** Everything that a deployer may choose, with defaults. Sizes are in bytes, lifetimes in seconds. */
export const schema = part({
  /**
   * The CloudFormation stack, and the first part of every name in it. Two stacks of one account need two names.
   * The name of the derivatives bucket begins with it, and has 63 characters with account and region behind.
   */
  stackName: stackName(),
  /** The images, and who may see the originals themselves. */
  originals,
  /**
   * More buckets, by path: the first row that matches a path counts, any other path is served from `originals`. The path of a URL is the
   * key there too: `/shop/a.jpg` is `shop/a.jpg`, below the row's `prefix`. Up to 35 rows, each with a cache behavior for images and one for
   * drawings. With `purge` or `pregenerate` all are in one region. Not with dialects that take the path of an image from elsewhere in the URL.
   */
  buckets,
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
  /**
   * Originals of web servers too, at the regional door: `/http/images.example.com/a.jpg` is `https://images.example.com/a.jpg`. No other host
   * is asked, none at an address that is not public, and no redirect leads to one. Not with a query, and nothing but images.
   */
  httpOrigins: part({
    /** Host names; `*.example.com` stands for any subdomain, and `http://` in front of one allows http. */
    hosts: list(text(/^(http:\/\/)?(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/, hostNames), hostNames),
    /** The folder of URLs behind which the host stands. */
    path: text(/^\/([\w.-]+\/)+$/, 'a folder of URLs such as /http/, slashes at both ends').default('/http/'),
    /** Milliseconds that an original may take, redirects included. */
    milliseconds: whole(100, 29_000, 'milliseconds').default(5000),
  }).optional(),
  /** Variants by name, in our own parameters, for `?preset=thumb`: `{ thumb: 'w=200&h=200&fit=cover' }`. Parameters beside it win. */
  presets: namedPresets().optional(),
  /** Only presets are served. */
  presetsOnly: flag().optional(),
  /** The widths that exist; another one is rounded up to the next. Advised for public sites: `default`, or a list of your own. Without effect beside `presetsOnly`. */
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
   * counts, any other path takes ours. Where one viewer function can't hold them all, each row gets a cache behavior and a function of
   * its own, in the same order; every path then takes the signatures of its own service. A dialect is a file of edge/query/dialects/.
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
    /**
     * A Lambda that asks the service every so many minutes what `npm run prove` asks without a bucket or a key, with an alarm for a
     * question that fails twice. A run makes fewer than 30 derivatives of test images.
     */
    canary: part({
      /** The folder of the URL that has the test images `rotated.jpg` and `large.jpg`; it needs no signature. */
      folder: text(/^\/([\w.-]+\/)*$/, 'a folder of URLs such as /samples/, slashes at both ends').default('/samples/'),
      minutes: whole(5, 1440, 'minutes').default(30),
    }).optional(),
  }).optional(),
  /** Watermarks for the parameter `mark`: keys in the bucket of the originals, by name. */
  marks: namedImages().optional(),
  /** Images for the parameter `default`, in place of one that is missing or can't be decoded: keys in the same bucket, by name. */
  fallbacks: namedImages().optional(),
  /**
   * The page of `npm start` under `/_/page/`, for whoever has the URL, with these images: keys as URLs write them behind the host, such
   * as `samples/landscape.jpg`. It asks for what any URL may ask for, and says what the other fields close. Off when left out.
   */
  page: part({
    images: list(text(/^[^/].*$/, 'a key such as samples/landscape.jpg'), 'keys such as samples/landscape.jpg'),
  }).optional(),
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
  /**
   * Images at some paths of a distribution that exists, in place of a distribution of their own: of the CDK app, which the construct is
   * given as `distribution`, or any other. Several configurations can be attached to one.
   */
  attach,
  /** Whether viewers may use HTTP/3. */
  http3: flag().default(true),
  /**
   * The next release for a share of the requests first (CloudFront's continuous deployment): a stack `STACKNAME-candidate` with
   * functions and a staging distribution of its own, in front of the same buckets. Deploy once without it first. With `http3: false`.
   */
  staging: part({
    /** Percent of the requests; 0 for none at the moment. */
    weight: whole(0, 15, 'percent').optional(),
    /** Requests with this header and value instead of a share. */
    header: part({
      name: text(/^aws-cf-cd-[a-z0-9-]{1,50}$/i, 'a name that begins with aws-cf-cd-'),
      value: text(/^[\x21-\x7e]{1,100}$/, 'a text without spaces'),
    }).optional(),
  }).optional(),
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
  /**
   * A KMS key for the buckets that the stacks make, in their region; left out, S3 encrypts them with keys of its own. S3 asks
   * KMS once for many objects (bucket keys).
   */
  kms: part({
    /** `create`, or the ARN of a key; the output `BucketsKeyPolicy` is what such a key's policy must allow. */
    key: text(/^(create|arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+)$/, 'create, or the ARN of a KMS key'),
    /** Encrypts the functions' log groups in that region as well. A key of your own must allow it before the first deployment. */
    logs: flag().optional(),
  }).optional(),
  /** Tags of all resources that can have them; Lambda@Edge allows none on its function, and the dashboard has none. */
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
