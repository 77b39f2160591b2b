import { bucketName, list, oneOf, part, pathPattern, region, text } from './rules.ts';

const folder = () =>
  text(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/, 'a folder such as photos/2026, without / at either end');

const keyArn = () => text(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/.+$/, 'the ARN of a KMS key');

/** The images, and who may see the originals themselves. */
export const originals = part({
  /** `public`: a URL without parameters gets the original itself. `private`: only resized images are ever sent. */
  access: oneOf(['public', 'private'], 'public or private'),
  /**
   * Metadata of originals: `keep`, or `strip` to send JPEG, PNG, WebP, AVIF, GIF and TIFF without it; no pixel is
   * encoded again. What can't be stripped, or is above 1 MB without `derivatives`, is sent as it is. Has no effect if
   * originals are private.
   */
  metadata: oneOf(['keep', 'strip'], 'keep or strip').optional(),
  /** The folder of the bucket to serve, without a leading or trailing slash. The whole bucket if left out. */
  prefix: folder().optional(),
  /** An existing bucket, in any region. If left out, the stack creates one in us-east-1. */
  existing: part({
    bucket: bucketName(),
    region: region(),
    /** Only needed if the bucket is encrypted with your own key (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
  }).optional(),
  /**
   * A second existing bucket, which is tried if the first does not have the key, and cached in the same way. With
   * `purge` or `pregenerate`, both must be in one region.
   */
  secondary: part({
    bucket: bucketName(),
    region: region(),
    /** The folder of the second bucket to serve. */
    prefix: folder().optional(),
    /** Only needed if the second bucket is encrypted with your own key (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
  }).optional(),
});

/** Rows of more buckets, by path. */
export const buckets = list(
  part({
    /** The paths to serve from this bucket, such as `/shop/*`. */
    path: pathPattern(),
    /** An existing bucket, in any region, of this account or another. */
    bucket: bucketName(),
    region: region(),
    /** The folder of the bucket to serve, as in `originals`. */
    prefix: folder().optional(),
    /** Only needed if the bucket is encrypted with your own key (SSE-KMS). */
    kmsKeyArn: keyArn().optional(),
    /**
     * Who may see these originals; as in `originals` if left out. Rows whose paths can lead to the same keys of one
     * bucket must have the same value.
     */
    access: oneOf(['public', 'private'], 'public or private').optional(),
  }),
  "rows such as { path: '/shop/*', bucket: 'shop-photos', region: 'eu-west-1' }",
  0,
).optional();
