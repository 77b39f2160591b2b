import { parse } from '../edge/language/native.ts';
import { spoken } from '../edge/language/query.ts';
import type { Config } from './config.ts';
import { dialectNames } from './dialects.ts';

/**
 * Where CloudFront has an Origin Shield (…/DeveloperGuide/origin-shield.html#choose-origin-shield-region); it refuses a
 * distribution with one elsewhere.
 */
const shieldRegions = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'sa-east-1', 'eu-central-1', 'eu-west-1', 'eu-west-2'],
  ...['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-2'],
];

/** Days that a log may be kept: AWS::Logs::LogGroup RetentionInDays takes no others up to two years. */
export const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

type Check = (value: unknown) => boolean;

/** One field of the config: its name, its value, whether that is right, and what would be. */
type Rule = [name: string, value: unknown, isRight: Check, expected: string];

/** What is right, for every field that a deployer may choose. */
export const rules = ({ originals, derivatives, limits, lifetimes, domain, ...config }: Config): Rule[] => [
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
  ['presets', Object.keys(config.presets ?? {}), every(isName), 'names of letters, digits, _ and -'],
  ['snap', config.snap, optional(isLadder), 'default, or widths from 1 to 8192, each larger than the one before'],
  ...within('signing', config.signing, ({ paths }) => [
    // They are compared with paths that are decoded already.
    ['paths', paths, listOf(matches(/^[/*][^\s%]*$/)), 'paths such as /private/*, with ? for a space, no %'],
  ]),
  ...(config.dialects ?? []).flatMap((row) =>
    within('dialects', row, ({ path, dialect }) => [
      ['path', path, matches(/^[/*]\S*$/), 'a path such as /photos/*'],
      ['dialect', dialect, oneOf(...dialectNames), `one of ${dialectNames.join(', ')}`],
    ]),
  ),
  ...(['marks', 'fallbacks'] as const).flatMap((names) =>
    within(names, config[names], (keys) =>
      Object.entries(keys).map(([name, key]) => [
        name,
        key,
        (value) => isName(name) && name !== 'origin' && isKey(value),
        'the key of a picture, such as marks/a.png, under a name of letters, digits, _ and -; not origin',
      ]),
    ),
  ),
  [
    'explain',
    config.explain,
    oneOf(undefined, 'on', ...(config.signing ? ['signed'] : [])),
    'on; or, with signing, signed',
  ],
  ['runtime', config.runtime, oneOf('nodejs24.x', 'nodejs22.x'), 'nodejs24.x or nodejs22.x'],
  ['memory', config.memory, whole(640, 10_240), 'whole MB, 640 to 10,240'],
  ['timeout', config.timeout, whole(1, 30), 'whole seconds, 1 to 30'],
  ['limits.bytes', limits.bytes, whole(1, 512 * 1024 * 1024), 'whole bytes, 1 to 536,870,912'],
  ['limits.pixels', limits.pixels, whole(1, 1_000_000_000), 'whole pixels, 1 to 1,000,000,000'],
  ['limits.frames', limits.frames, whole(1, 10_000), 'whole frames, 1 to 10,000'],
  ['limits.milliseconds', limits.milliseconds, whole(100, 30_000), 'whole milliseconds, 100 to 30,000'],
  // The function's own process may hold 500 MB beside it.
  ['limits.memory', limits.memory, whole(1e8, (config.memory - 500) * 1e6), 'whole bytes, 100 MB to memory - 500 MB'],
  ...within('lifetimes', lifetimes, (each) =>
    Object.entries(each).map(([name, value]) => [name, value, whole(0, 31_536_000), 'whole seconds, up to a year']),
  ),
  ['cors.origins', config.cors.origins, listOf(isOrigin), '* or origins such as https://example.com'],
  ['priceClass', config.priceClass, matches(/^PriceClass_(100|200|All)$/), 'PriceClass_100, _200 or _All'],
  [
    'originShieldRegion',
    config.originShieldRegion,
    oneOf(undefined, ...shieldRegions),
    `the nearest of those with a shield: ${shieldRegions.join(', ')}`,
  ],
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

const isName = matches(/^[a-z0-9][\w-]{0,98}$/i);
const isKey = matches(/^[^/].*$/);
const isFolder = matches(/^[\w.-]+(\/[\w.-]+)*$/);
const isBucket = matches(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
const isTopic = matches(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/);
const isRegion = matches(/^[a-z]{2}(-[a-z]+)+-\d$/);
const isOrigin = matches(/^(\*|https?:\/\/[^/\s]+)$/);
const isHost = matches(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/);
