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
  FunctionUrlOriginAccessControl,
  HttpVersion,
  type KeyValueStore,
  LambdaEdgeEventType,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  Signing,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { drawingHeaders, imageHeaders, largeDerivativeHeaders } from '../config/response-headers.ts';
import type { Config } from '../config/schema.ts';
import type { Buckets, Deployment } from './deployment.ts';
import { accessLogs } from './monitoring/access-logs.ts';
import { responseHeadersPolicy } from './response-headers-policy.ts';
import { signingKeys } from './signing-keys.ts';

/** What makes derivatives: a version of a Lambda@Edge function, or the host name of a regional function's URL. */
export type Door = { version: IVersion } | { domainName: string };

/** The distribution (viewer function, cache, S3, Lambda), and the name of its viewer function. */
export function distribution(
  stack: Stack,
  buckets: Buckets,
  { config, door, viewerCode }: Deployment & { door: Door },
): { site: Distribution; viewerFunction: string } {
  const viewerFunction = viewer(stack, viewerCode, signingKeys(stack, config));
  const forAll = {
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  };
  const imageBehavior = {
    functionAssociations: [
      {
        eventType: FunctionEventType.VIEWER_REQUEST,
        function: viewerFunction,
      },
    ],
    ...('version' in door
      ? {
          origin: origin(stack, buckets, config),
          edgeLambdas: [{ eventType: LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: door.version }],
        }
      : { origin: functionOrigin(stack, door.domainName, config) }),
    responseHeadersPolicy: responseHeadersPolicy(stack, images(config), imageHeaders(config)),
    ...forAll,
  };
  const site = new Distribution(stack, 'Distribution', {
    comment: `${config.stackName}: images, resized at the edge`,
    defaultBehavior: { ...imageBehavior, cachePolicy: cachePolicy(stack, config, 'Variant'), compress: false },
    additionalBehaviors: {
      ...(buckets.derivatives && {
        '/_/*': { ...largeDerivatives(stack, buckets.derivatives, config), ...forAll, compress: true },
      }),
      '*.svg': {
        ...imageBehavior,
        responseHeadersPolicy: responseHeadersPolicy(stack, drawings(config), drawingHeaders(config)),
        cachePolicy: cachePolicy(stack, config, 'Drawing'),
        compress: true,
      },
    },
    errorResponses: errorLifetimes(config),
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: priceClasses[config.priceClass],
    ...(config.webAclArn && { webAclId: config.webAclArn }),
    ...(config.domain && {
      domainNames: [...config.domain.names],
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', config.domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
  });
  accessLogs(stack, config, site.distributionArn);
  return { site, viewerFunction: viewerFunction.functionName };
}

const priceClasses = {
  PriceClass_100: PriceClass.PRICE_CLASS_100,
  PriceClass_200: PriceClass.PRICE_CLASS_200,
  PriceClass_All: PriceClass.PRICE_CLASS_ALL,
} satisfies Record<Config['priceClass'], PriceClass>;

const images = ({ stackName }: Config) => ({
  id: 'ResponseHeaders',
  name: `${stackName}-images`,
  comment: 'Other sites may show and read images; nothing in them runs',
});

const drawings = ({ stackName }: Config) => ({
  id: 'DrawingHeaders',
  name: `${stackName}-drawings`,
  comment: 'As for images, which are not compressed',
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
 * The cache key: path and query. The viewer function leaves `variant` in the query and nothing else: other parameters would reach
 * S3 with a signature, where for instance `response-content-type` lets strangers choose the type of an object. Functions at
 * origin events see the query where the policy includes all query strings (…/DeveloperGuide/edge-function-restrictions-all.html).
 *
 * Drawings are text, and a quarter of the size when compressed. For that CloudFront wants Accept-Encoding in the key, so they
 * have a policy of their own: with the one of images, which it never compresses, the same derivative would be made up to three
 * times. (Facts, as JSON, are mostly below the 1,000 bytes from which it compresses.) What it compresses gets a weak ETag, with
 * which it still revalidates (…/DeveloperGuide/ServingCompressedFiles.html).
 */
const cachePolicy = (stack: Stack, { stackName, lifetimes }: Config, of: 'Variant' | 'Drawing') =>
  new CachePolicy(stack, of, {
    cachePolicyName: `${stackName}-${of.toLowerCase()}`,
    comment: `Path and query, which is the canonical variant${of === 'Drawing' ? '; compressed' : ''}`,
    queryStringBehavior: CacheQueryStringBehavior.all(),
    // Above 0 it would overrule a no-cache of the original.
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(lifetimes.derivative),
    maxTtl: Duration.days(365),
    enableAcceptEncodingGzip: of === 'Drawing',
    enableAcceptEncodingBrotli: of === 'Drawing',
  });

/**
 * S3 behind origin access control, READ only: with LIST the URL `/` would answer with the bucket's listing. For a missing key
 * S3 then answers 403, which the Lambda turns into a 404. The Lambda reads the name of the derivatives bucket in a header, since
 * Lambda@Edge has no environment variables.
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
 * The URL of the regional function, asked with a signature. Its header of the host is that of the URL, since the cache policy
 * forwards no other; conditions and ranges of the viewer reach it.
 */
function functionOrigin(stack: Stack, domainName: string, config: Config) {
  const access = new FunctionUrlOriginAccessControl(stack, 'FunctionAccess', {
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

/**
 * Derivatives too large for the Lambda, read straight from their bucket: where redirects lead. Their URLs are made of their bytes,
 * so they are cached for a year, and no query makes a second entry.
 */
function largeDerivatives(stack: Stack, derivatives: IBucket, config: Config) {
  ownPolicy(stack, 'infra/stack/derivatives.ts writes the statement for the derivatives, for `_/` alone.');
  return {
    origin: S3BucketOrigin.withOriginAccessControl(derivatives, shield(config)),
    // For preflights, which S3 answers by the rules of the bucket.
    originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
    responseHeadersPolicy: responseHeadersPolicy(
      stack,
      {
        id: 'LargeDerivativeHeaders',
        name: `${config.stackName}-large-derivatives`,
        comment: 'As for images; drawings get the strict policy that the Lambda gives them',
      },
      largeDerivativeHeaders(config),
    ),
    cachePolicy: new CachePolicy(stack, 'LargeDerivative', {
      cachePolicyName: `${config.stackName}-large-derivatives`,
      comment: 'Path, nothing else',
      // A second entry of an image costs a second read, not a second encode; large drawings gain most.
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.days(1),
      maxTtl: Duration.days(365),
    }),
  };
}

const shield = ({ originShieldRegion }: Config) => (originShieldRegion ? { originShieldRegion } : {});

/** Silences CDK's warning that it can't write into the policy of a bucket that it knows by name, and says why. */
const ownPolicy = (stack: Stack, reason: string) =>
  Annotations.of(stack).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac', reason);

/**
 * The least time for which an error is cached; its body stays, as no error page is configured. CloudFront's own 10 s would show one
 * throttled invocation (503) to every viewer for longer than the throttling lasts.
 */
const errorLifetimes = ({ lifetimes }: Config): ErrorResponse[] => [
  { httpStatus: 404, ttl: Duration.seconds(lifetimes.missing) },
  ...[500, 502, 503, 504].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(1) })),
];
