import { RegionInfo } from 'aws-cdk-lib/region-info';
import { dialectNames } from '../../edge/query/dialects/registry.ts';
import type { Config } from '../config.ts';
import { is, list, listOf, matches, names, oneOf, optional, part, whole } from './checks.ts';
import { together } from './combinations.ts';
import type { DialectRow } from './dialects.ts';
import { presetQuery } from './queries.ts';

/** Days that a log may be kept: AWS::Logs::LogGroup RetentionInDays takes no others up to two years. */
export const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

/**
 * Where CloudFront has an Origin Shield (…/DeveloperGuide/origin-shield.html#choose-origin-shield-region); it refuses a
 * distribution with one elsewhere.
 */
const shieldRegions = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'sa-east-1', 'eu-central-1', 'eu-west-1', 'eu-west-2'],
  ...['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-2'],
];

/** Gives the config back, or throws one error that says of each wrong field: its name, its value, what is expected. */
export function checkConfig(config: Config): Config {
  const alone = fields(config, '');
  // Only what is right by itself can be asked whether it goes together.
  const wrong = alone.length > 0 ? alone : together(config);
  if (wrong.length === 0) return config;
  const lines = wrong.map(
    ([name, value, expected]) => `  ${name || 'config'} is ${shown(value)}, expected ${expected}`,
  );
  throw new Error(`infra/config.ts:\n${lines.join('\n')}`);
}

// JSON has neither NaN nor long numbers, and would show or refuse them as something else.
const shown = (value: unknown) =>
  typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);

/** S3 and CloudFront of China and of the governments are worlds of their own: CloudFront can't sign for them. */
const isRegion = (value: unknown) => typeof value === 'string' && RegionInfo.get(value).partition === 'aws';
// AmazonS3/latest/userguide/bucketnamingrules.html
const isBucket = (value: unknown) =>
  matches(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)(value) && !matches(/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|--x-s3$/)(value);
const isName = matches(/^[a-z0-9][\w-]{0,98}$/i);
const isLadder = (value: unknown): boolean =>
  value === 'default' ||
  (listOf(whole(1, 8192))(value) && Array.isArray(value) && value.every((w, at) => at === 0 || w > value[at - 1]));

const images = names(
  (name) => isName(name) && name !== 'origin',
  is(matches(/^[^/].*$/), 'the key of an image, such as marks/a.png'),
  'keys of images under names of letters, digits, _ and -; not origin',
);

const seconds = is(whole(0, 31_536_000), 'whole seconds, up to a year');
const region = is(isRegion, 'a region such as eu-west-1');
const flag = is(oneOf(true, false), 'true or false');

/** What is right, for every field that a deployer may choose. */
const fields = part<Config>({
  // The derivatives bucket's name begins with it, and has 63 signs with account and region behind.
  stackName: is(matches(/^[a-z][a-z0-9-]{0,25}$/i), 'a letter, then up to 25 of A-Z a-z 0-9 -'),
  originals: part<Config['originals']>({
    access: is(oneOf('public', 'private'), 'public or private'),
    prefix: optional(
      is(matches(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/), 'a folder such as photos/2026, no / at its ends'),
    ),
    existing: optional(
      part<NonNullable<Config['originals']['existing']>>({
        bucket: is(isBucket, 'the name of an S3 bucket, without s3:// or a host'),
        region,
        kmsKeyArn: optional(is(matches(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+$/), 'the ARN of a KMS key')),
      }),
    ),
  }),
  derivatives: optional(
    part<NonNullable<Config['derivatives']>>({ days: is(whole(7, 3650), 'whole days, 7 to 3,650') }),
  ),
  presets: optional(names(isName, presetQuery, 'queries under names of letters, digits, _ and -')),
  presetsOnly: optional(flag),
  snap: optional(is(isLadder, 'default, or widths from 1 to 8192, each larger than the one before')),
  signing: optional(
    part<NonNullable<Config['signing']>>({
      // They are compared with paths that are decoded already.
      paths: is(listOf(matches(/^[/*][^\s%]*$/)), 'paths such as /private/*, with ? for a space, no %'),
    }),
  ),
  dialects: optional(
    list(
      part<DialectRow>({
        path: is(matches(/^[/*]\S*$/), 'a path such as /photos/*'),
        dialect: is(oneOf(...dialectNames), `one of ${dialectNames.join(', ')}`),
      }),
      "rows such as { path: '*', dialect: 'imgix' }",
      0,
    ),
  ),
  purge: optional(flag),
  pregenerate: optional(
    list(
      part<NonNullable<Config['pregenerate']>[number]>({
        prefix: is(matches(/^([^/].*)?$/), 'the beginning of a path, no / in front'),
        queries: is(listOf(matches(/./)), 'queries such as w=400&format=auto'),
      }),
      "rows such as { prefix: 'products/', queries: ['w=400&format=auto'] }",
      0,
    ),
  ),
  monitoring: optional(
    part<NonNullable<Config['monitoring']>>({
      topicArns: list(
        is(matches(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/), 'the ARN of an SNS topic'),
        'ARNs of SNS topics',
        0,
      ),
    }),
  ),
  marks: optional(images),
  fallbacks: optional(images),
  explain: optional(is(oneOf('on', 'signed'), 'on; or, with signing, signed')),
  runtime: is(oneOf('nodejs24.x', 'nodejs22.x'), 'nodejs24.x or nodejs22.x'),
  memory: is(whole(640, 10_240), 'whole MB, 640 to 10,240'),
  timeout: is(whole(1, 30), 'whole seconds, 1 to 30'),
  limits: part<Config['limits']>({
    bytes: is(whole(1, 512 * 1024 * 1024), 'whole bytes, 1 to 536,870,912'),
    pixels: is(whole(1, 1_000_000_000), 'whole pixels, 1 to 1,000,000,000'),
    frames: is(whole(1, 10_000), 'whole frames, 1 to 10,000'),
    milliseconds: is(whole(100, 30_000), 'whole milliseconds, 100 to 30,000'),
    memory: is(whole(1e8, 1e10), 'whole bytes, 100 MB to memory - 500 MB'),
  }),
  lifetimes: part<Config['lifetimes']>({
    derivative: seconds,
    failure: seconds,
    missing: seconds,
    staleWhileRevalidate: seconds,
    staleIfError: seconds,
  }),
  cors: part<Config['cors']>({
    origins: is(listOf(matches(/^(\*|https?:\/\/[^/\s]+)$/)), '* or origins such as https://example.com'),
  }),
  priceClass: is(matches(/^PriceClass_(100|200|All)$/), 'PriceClass_100, _200 or _All'),
  originShieldRegion: optional(
    is(oneOf(...shieldRegions), `the nearest of those with a shield: ${shieldRegions.join(', ')}`),
  ),
  domain: optional(
    part<NonNullable<Config['domain']>>({
      names: is(listOf(matches(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/)), 'host names such as images.example.com'),
      certificateArn: is(
        matches(/^arn:aws:acm:us-east-1:\d{12}:certificate\/.+$/),
        'the ARN of a certificate in us-east-1',
      ),
    }),
  ),
  logRetentionDays: is(oneOf(...retentionDays), `one of ${retentionDays.join(', ')}`),
});
