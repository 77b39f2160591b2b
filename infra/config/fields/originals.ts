import { bucketName, list, oneOf, part, pathPattern, region, text } from './rules.ts';

const folder = () =>
  text(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/, 'a folder such as photos/2026, no / at its ends');

const keyArn = () => text(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+$/, 'the ARN of a KMS key');

/** The images, and who may see the originals themselves. */
export const originals = part({
  /** `public`: without a variant the original itself is sent. `private`: nothing but derivatives ever leaves. */
  access: oneOf(['public', 'private'], 'public or private'),
  /**
   * Metadata of originals that are sent: `keep`, or `strip` to send JPEG, PNG, WebP, AVIF, GIF and TIFF without it, no pixel
   * encoded again. What can't be stripped, or is above 1 MB without `derivatives`, is sent as it is. Without effect where originals are private.
   */
  metadata: oneOf(['keep', 'strip'], 'keep or strip').optional(),
  /** The folder of the bucket that is served, without slashes at its ends; the whole bucket when left out. */
  prefix: folder().optional(),
  /** A bucket that exists already, in any region; when left out, the stack creates one in us-east-1. */
  existing: part({
    bucket: bucketName(),
    region: region(),
    /** Needed only where the bucket is encrypted with a key of your own (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
  }).optional(),
  /** A second bucket that exists, asked where the first has no such key, and cached like the first. With `purge` or `pregenerate` both are in one region. */
  secondary: part({
    bucket: bucketName(),
    region: region(),
    /** The folder of the second bucket that is served. */
    prefix: folder().optional(),
    /** Needed only where the second bucket is encrypted with a key of your own (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
  }).optional(),
});

/** Rows of more buckets, by path. */
export const buckets = list(
  part({
    /** The paths that are served from this bucket, such as `/shop/*`. */
    path: pathPattern(),
    /** A bucket that exists, in any region, of this account or another. */
    bucket: bucketName(),
    region: region(),
    /** The folder of the bucket that is served, as in `originals`. */
    prefix: folder().optional(),
    /** Needed only where the bucket is encrypted with a key of your own (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
    /** Who may see these originals; as in `originals` when left out. Paths that may lead to the same keys of a bucket have the same. */
    access: oneOf(['public', 'private'], 'public or private').optional(),
  }),
  "rows such as { path: '/shop/*', bucket: 'shop-photos', region: 'eu-west-1' }",
  0,
).optional();
