import { Annotations, Duration, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  CacheQueryStringBehavior,
  Function as CloudFrontFunction,
  Distribution,
  type ErrorResponse,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type KeyValueStore,
  LambdaEdgeEventType,
  OriginRequestPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { imageHeaders, largeDerivativeHeaders } from '../config/response-headers.ts';
import type { Config } from '../config/schema.ts';
import { responseHeadersPolicy } from './response-headers-policy.ts';
import { signingKeys } from './signing-keys.ts';
import type { Buckets, Deployment } from './stack.ts';

/** The distribution: viewer function, cache, S3, Lambda, in the order in which a request meets them. */
export function distribution(stack: Stack, buckets: Buckets, parts: Deployment & { version: IVersion }): Distribution {
  const { config, version, viewerCode } = parts;
  const forAll = {
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  };
  const door = {
    functionAssociations: [
      {
        eventType: FunctionEventType.VIEWER_REQUEST,
        function: viewer(stack, viewerCode, signingKeys(stack, config)),
      },
    ],
    origin: origin(stack, buckets, config),
    edgeLambdas: [{ eventType: LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: version }],
    responseHeadersPolicy: responseHeadersPolicy(stack, images(config), imageHeaders(config)),
    ...forAll,
  };
  return new Distribution(stack, 'Distribution', {
    comment: `${config.stackName}: images, resized at the edge`,
    defaultBehavior: { ...door, cachePolicy: cachePolicy(stack, config, 'Variant'), compress: false },
    additionalBehaviors: {
      ...(buckets.derivatives && {
        '/_/*': { ...kept(stack, buckets.derivatives, config), ...forAll, compress: true },
      }),
      '*.svg': { ...door, cachePolicy: cachePolicy(stack, config, 'Drawing'), compress: true },
    },
    errorResponses: errorLifetimes(config),
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: priceClasses[config.priceClass],
    ...(config.domain && {
      domainNames: [...config.domain.names],
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', config.domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
  });
}

const priceClasses = {
  PriceClass_100: PriceClass.PRICE_CLASS_100,
  PriceClass_200: PriceClass.PRICE_CLASS_200,
  PriceClass_All: PriceClass.PRICE_CLASS_ALL,
} satisfies Record<Config['priceClass'], PriceClass>;

const images = ({ stackName }: Config) => ({
  id: 'ResponseHeaders',
  name: `${stackName}-pictures`,
  comment: 'Images may be shown and read by other sites, and are nothing but images',
});

const viewer = (stack: Stack, code: string, keys: KeyValueStore | undefined) =>
  new CloudFrontFunction(stack, 'ViewerRequest', {
    comment: 'Any query in, the canonical variant out',
    code: FunctionCode.fromInline(code),
    // CDK's own default is 1.0, which knows no const.
    runtime: FunctionRuntime.JS_2_0,
    ...(keys && { keyValueStore: keys }),
  });

/**
 * The cache key: path and one parameter. Whatever else stood here would reach S3 with a signature, where for instance
 * `response-content-type` lets strangers choose the type of an object.
 *
 * Drawings are text, and a quarter of it when compressed. For that CloudFront wants Accept-Encoding in the key, so they have a
 * policy of their own: in that of images, which it never compresses, the same derivative would be made up to three times. (Facts,
 * as JSON, are mostly below the 1,000 bytes from which it compresses.) Only what it compresses gets a weak ETag, with which it still revalidates (…/DeveloperGuide/ServingCompressedFiles.html).
 */
const cachePolicy = (stack: Stack, { stackName, lifetimes }: Config, of: 'Variant' | 'Drawing') =>
  new CachePolicy(stack, of, {
    cachePolicyName: `${stackName}-${of.toLowerCase()}`,
    comment: `Path and canonical variant${of === 'Drawing' ? ', compressed' : ', nothing else'}`,
    queryStringBehavior: CacheQueryStringBehavior.allowList('variant'),
    // Above 0 it would overrule a no-cache of the original.
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(lifetimes.derivative),
    maxTtl: Duration.days(365),
    enableAcceptEncodingGzip: of === 'Drawing',
    enableAcceptEncodingBrotli: of === 'Drawing',
  });

/**
 * S3 behind origin access control, READ only: with LIST the address `/` would answer with the bucket's listing. For a
 * missing key S3 then says 403, and the Lambda makes that the 404 that it is. The Lambda reads the name of the derivatives
 * bucket in a header, since Lambda@Edge has no environment variables.
 */
function origin(stack: Stack, { originals, derivatives }: Buckets, config: Config) {
  if (config.originals.existing)
    ownPolicy(stack, 'The output BucketPolicy is the statement that the deployer adds to the originals.');
  return S3BucketOrigin.withOriginAccessControl(originals, {
    ...(config.originals.prefix && { originPath: `/${config.originals.prefix}` }),
    ...(derivatives && { customHeaders: { 'x-derivatives-bucket': derivatives.bucketRegionalDomainName } }),
    ...shield(config),
  });
}

/**
 * Where redirects lead: derivatives too large for the Lambda, read straight from their bucket. Their addresses are made of
 * their bytes, so they stay for as long as they say, a year, and no query makes a second one.
 */
function kept(stack: Stack, derivatives: IBucket, config: Config) {
  ownPolicy(stack, 'infra/stack/derivatives.ts writes the statement for the derivatives, for `_/` alone.');
  return {
    origin: S3BucketOrigin.withOriginAccessControl(derivatives, shield(config)),
    // For preflights, which S3 answers by the rules of the bucket.
    originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
    responseHeadersPolicy: responseHeadersPolicy(
      stack,
      {
        id: 'KeptHeaders',
        name: `${config.stackName}-kept`,
        comment: 'As for images; drawings are held as strictly as the Lambda holds them',
      },
      largeDerivativeHeaders(config),
    ),
    cachePolicy: new CachePolicy(stack, 'Kept', {
      cachePolicyName: `${config.stackName}-kept`,
      comment: 'Path, nothing else',
      // A second entry of an image is a second read, no second encode; large drawings need it most.
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.days(1),
      maxTtl: Duration.days(365),
    }),
  };
}

const shield = ({ originShieldRegion }: Config) => (originShieldRegion ? { originShieldRegion } : {});

/** Says why CDK, which can't write into the policy of a bucket that it knows by name, need not warn of it. */
const ownPolicy = (stack: Stack, reason: string) =>
  Annotations.of(stack).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac', reason);

/**
 * The least time for which an error is kept; the body stays what it was, as no page is named. CloudFront's own 10 s would
 * keep one throttled invocation (503) in everybody's way for longer than the throttling lasts.
 */
const errorLifetimes = ({ lifetimes }: Config): ErrorResponse[] => [
  { httpStatus: 404, ttl: Duration.seconds(lifetimes.missing) },
  ...[500, 502, 503, 504].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(1) })),
];
