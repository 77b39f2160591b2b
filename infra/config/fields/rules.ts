import { RegionInfo } from 'aws-cdk-lib/region-info';
import { z } from 'zod';
import { dialectNames } from '../../../edge/query/dialects/registry.ts';
import { presetProblem } from '../queries.ts';

/** A text of this form; `expected` ends the sentence "expected …" of its error, here and below. */
export const text = (form: RegExp, expected: string) => z.string(expected).regex(form, expected);

/** A whole number from `least` to `most`, of this unit. */
export const whole = (least: number, most: number, unit: string) => {
  const expected = `whole ${unit}, ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  return z.int(expected).min(least, expected).max(most, expected);
};

/** Seconds of a lifetime. */
export const lifetime = () => whole(0, 31_536_000, 'seconds');

/** One of these values. */
export const oneOf = <const Value extends string | number>(values: readonly Value[], expected?: string) =>
  z.literal(values, expected ?? `one of ${values.join(', ')}`);

/** `true` or `false`. */
export const flag = () => z.boolean('true or false');

/** A list of at least `least` rows. */
export const list = <Row extends z.ZodType>(row: Row, expected: string, least = 1) =>
  z.array(row, expected).min(least, expected).readonly();

/** An object of these fields and no others: a misspelled field would else be ignored. */
export const part = <Fields extends z.ZodRawShape>(fields: Fields) => {
  const names = Object.keys(fields).join(', ');
  return z.strictObject(fields, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `no such field, but ${names}` : `an object of ${names}`),
  });
};

/** An object whose names the deployer chooses. */
export const named = <Value extends z.ZodType>(isName: (name: string) => boolean, value: Value, expected: string) =>
  z.record(z.string().refine(isName), value, expected);

const isName = (name: string) => /^[a-z0-9][\w-]{0,98}$/i.test(name);

/** Keys of images in the bucket of the originals, by name. */
export const namedImages = () =>
  named(
    (name) => isName(name) && name !== 'origin',
    text(/^[^/].*$/, 'the key of an image, such as marks/a.png'),
    'keys of images under names of letters, digits, _ and -; not origin',
  );

/** Queries of our own parameters, by name. */
export const namedPresets = () =>
  named(isName, query(presetProblem), 'queries under names of letters, digits, _ and -');

/** A query, wrong where `problem` finds something to expect. */
const query = (problem: (query: string) => string | undefined) =>
  z.string(problem('')).superRefine((text, context) => {
    const message = problem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** A bucket's name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = () => {
  const expected = 'the name of an S3 bucket, without s3:// or a host';
  return text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, expected).refine(
    (name) => !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|--x-s3$/.test(name),
    expected,
  );
};

/** An AWS region. CloudFront can't sign requests to S3 in China or GovCloud, which are partitions of their own. */
export const region = () => {
  const expected = 'a region such as eu-west-1';
  return z.string(expected).refine((name) => RegionInfo.get(name).partition === 'aws', expected);
};

/** Widths in ascending order, or the ladder that we suggest. */
export const ladder = () => {
  const expected = 'default, or widths from 1 to 8192, each larger than the one before';
  const widths = z
    .array(z.int().min(1).max(8192))
    .min(1)
    .refine((all) => all.every((width, at) => at === 0 || width > (all[at - 1] ?? 0)))
    .readonly();
  return z.union([z.literal('default'), widths], expected);
};

/**
 * A path pattern that CloudFront takes for a cache behavior
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html).
 */
export const pathPattern = () =>
  text(
    /^[/*][\w.*$/~"'@:+&?-]{0,249}$/,
    'a path such as /photos/*, of at most 250 letters, digits and _-.*?$/~"\'@:+&',
  );

/** A path pattern, and the dialect of its URLs; the pattern may become that of a cache behavior. */
export const dialectRow = () => part({ path: pathPattern(), dialect: oneOf(dialectNames) });

/**
 * An origin as CloudFront takes it in a response headers policy: `*`, or scheme and host, whose first label may be a wildcard
 * (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyAccessControlAllowOrigins.html).
 */
export const corsOrigin = () =>
  text(
    /^(\*|https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?)$/i,
    '*, or an origin such as https://example.com or https://*.example.com',
  );

/** Tags by key: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags = () =>
  named(
    (key) => /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key),
    text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, 'a text of letters, digits, spaces and _.:/=+-@'),
    "tags such as { project: 'images' }, no key that begins with aws:",
  );
