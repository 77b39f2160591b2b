import { Annotations, Duration } from 'aws-cdk-lib';
import {
  FunctionUrlOriginAccessControl,
  type IOrigin,
  OriginProtocolPolicy,
  Signing,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import { failoverStatuses, originHeaders } from '../../config/settings/origin-settings.ts';
import type { BucketOfPath } from '../buckets/originals.ts';
import type { Buckets } from '../deployment.ts';

/** The origin of a path: its bucket, or two of them, of which the second is asked where the first has no such key. */
export function bucketOrigin(scope: Construct, buckets: Buckets, { config, place }: OfPath): IOrigin {
  const first = originOf(scope, buckets, { config, place });
  if (!place.secondary) return first;
  const fallbackOrigin = originOf(scope, buckets, { config, place: place.secondary });
  return new OriginGroup({ primaryOrigin: first, fallbackOrigin, fallbackStatusCodes: failoverStatuses });
}

/**
 * A bucket: S3 behind origin access control, READ only, since with LIST the URL `/` would answer with
 * the bucket's listing. For a missing key S3 then answers 403, which the Lambda turns into a 404.
 */
function originOf(
  scope: Construct,
  { originals: first, derivatives }: Buckets,
  { config, place }: { config: Config; place: Pick<BucketOfPath, 'bucket' | 'originals'> },
): IOrigin {
  const { bucket, originals } = place;
  if (originals.existing)
    acceptBucketPolicy(scope, 'The output BucketPolicy is the statement that the deployer adds to the originals.');
  const hosts = { derivatives: derivatives?.bucketRegionalDomainName, first: first.bucketRegionalDomainName };
  const customHeaders = originHeaders(config, originals, hosts);
  return S3BucketOrigin.withOriginAccessControl(bucket, {
    ...(originals.prefix && { originPath: `/${originals.prefix}` }),
    ...(Object.keys(customHeaders).length > 0 && { customHeaders }),
    ...shield(config),
  });
}

type OfPath = { config: Config; place: BucketOfPath };

/**
 * The URL of the regional function, asked with a signature. Its header of the host is that of the URL, since the cache policy
 * forwards no other; conditions and ranges of the viewer reach it.
 */
export function functionOrigin(scope: Construct, domainName: string, config: Config): IOrigin {
  const access = new FunctionUrlOriginAccessControl(scope, 'FunctionAccess', {
    originAccessControlName: `${config.stackName}-function`,
    signing: Signing.SIGV4_ALWAYS,
  });
  return new HttpOrigin(domainName, {
    originAccessControlId: access.originAccessControlId,
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    // CloudFront waits at least as long as the function may run.
    readTimeout: Duration.seconds(Math.max(30, config.timeout)),
    ...shield(config),
  });
}

/** The bucket of the derivatives, for those that redirects lead to. */
export function derivativesOrigin(scope: Construct, derivatives: IBucket, config: Config): IOrigin {
  acceptBucketPolicy(
    scope,
    'infra/stack/buckets/derivatives.ts writes the statement for the derivatives, for `_/` alone.',
  );
  return S3BucketOrigin.withOriginAccessControl(derivatives, shield(config));
}

const shield = ({ originShieldRegion }: Config) => (originShieldRegion ? { originShieldRegion } : {});

/** Silences CDK's warning that it can't write into the policy of a bucket that it knows by name, and says why. */
export const acceptBucketPolicy = (scope: Construct, reason: string) =>
  Annotations.of(scope).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac', reason);
