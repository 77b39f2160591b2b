import { Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  FunctionEventType,
  type IOrigin,
  LambdaEdgeEventType,
  OriginRequestPolicy,
  type ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { negotiationHeaders } from '../../../edge/answer/headers/vary.ts';
import { pageFolder } from '../../../edge/page.ts';
import { attachedPlaces, configFor, redirectsOf } from '../../config/paths/locations.ts';
import { imageBehaviors } from '../../config/paths/path-functions.ts';
import type { Config } from '../../config/schema.ts';
import { imageHeaders, largeDerivativeHeaders } from '../../config/settings/response-headers.ts';
import { type BucketOfPath, bucketsByPath } from '../buckets/originals.ts';
import type { Buckets, Deployment } from '../deployment.ts';
import { pageBehavior } from '../functions/page.ts';
import { type ViewerFunction, viewerFunctions } from '../functions/viewer-functions.ts';
import { bucketOrigin, derivativesOrigin, functionOrigin } from './origins.ts';
import { responseHeadersPolicy } from './response-headers-policy.ts';

/** What makes derivatives: a version of a Lambda@Edge function, or the host name of a regional function's URL. */
export type Door = { version: IVersion } | { domainName: string };

/** A cache behavior, with its origin. */
export type Behavior = BehaviorOptions & { origin: IOrigin };

/** The behaviors by path, first match first; that of every other path, which only a distribution of our own has; and their viewer functions. */
export type Behaviors = {
  byPath: { [pathPattern: string]: Behavior };
  elsewhere: Behavior | undefined;
  functions: ViewerFunction[];
};

/** The cache behaviors of images and of large derivatives. */
export function behaviors(
  scope: Construct,
  buckets: Buckets,
  { config, door, page, ...built }: Deployment & { door: Door; page: IVersion | undefined },
): Behaviors {
  const functions = config.attach?.viewerFunction === false ? new Map() : viewerFunctions(scope, { config, ...built });
  const { places, elsewhere } = bucketsByPath(config, buckets);
  const originOf = originsBehind(scope, buckets, { config, door });
  const settingsOf = imageSettings(scope, config);
  const behaviorOf = ({ place, text, isDrawing }: { place: BucketOfPath; text: string; isDrawing: boolean }) => ({
    ...originOf(place),
    ...forAll,
    ...settingsOf(place, isDrawing),
    ...runs(functions, text),
  });
  const last = { place: elsewhere, text: built.viewerFunctions.at(-1)?.text ?? '', isDrawing: false };
  const ofElsewhere = config.attach ? undefined : behaviorOf(last);
  const rows = imageBehaviors(built.viewerFunctions, attachedPlaces(config, [...places, elsewhere]));
  const ofImages = Object.fromEntries(rows.map(({ pathPattern, ...row }) => [pathPattern, behaviorOf(row)]));
  const { derivatives } = buckets;
  const ofDerivatives = derivatives && {
    [`/${redirectsOf(config)}/*`]: { ...largeDerivatives(scope, derivatives, config), ...forAll, compress: true },
  };
  const ofPage = page && { [`${pageFolder}*`]: { ...originOf(elsewhere), ...forAll, ...pageBehavior(page) } };
  return {
    byPath: { ...ofPage, ...ofDerivatives, ...ofImages },
    elsewhere: ofElsewhere,
    functions: [...functions.values()],
  };
}

const forAll = {
  allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
  viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
};

/** What a behavior asks: the bucket, with the function at its response; or the regional function. */
function originsBehind(scope: Construct, buckets: Buckets, { config, door }: { config: Config; door: Door }) {
  if (!('version' in door)) {
    const origin = functionOrigin(scope, door.domainName, config);
    return () => ({ origin });
  }
  const edgeLambdas = [{ eventType: LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: door.version }];
  const origins = new Map<BucketOfPath, IOrigin>();
  return (place: BucketOfPath) => {
    const origin = origins.get(place) ?? bucketOrigin(scope, buckets, { config, place });
    origins.set(place, origin);
    return { origin, edgeLambdas };
  };
}

/** The policies of images and of drawings; where buckets differ in who may see their originals, the headers of each. */
function imageSettings(scope: Construct, config: Config) {
  const [image, drawing] = [cachePolicy(scope, config, 'Variant'), cachePolicy(scope, config, 'Drawing')];
  const policies = new Map<string, ResponseHeadersPolicy>();
  const policyOf = (place: BucketOfPath) => {
    const its = configFor(config, place);
    const suffix = its.originals.access === config.originals.access ? '' : `-${its.originals.access}`;
    const name = `${config.stackName}-images${suffix}`;
    const comment = 'Other sites may show and read images; nothing in them runs';
    const policy =
      policies.get(name) ??
      responseHeadersPolicy(scope, { id: `ResponseHeaders${suffix}`, name, comment }, imageHeaders(its));
    policies.set(name, policy);
    return policy;
  };
  return (place: BucketOfPath, isDrawing: boolean) => ({
    responseHeadersPolicy: policyOf(place),
    ...(isDrawing ? { cachePolicy: drawing, compress: true } : { cachePolicy: image, compress: false }),
  });
}

/** The viewer function of a behavior. */
const runs = (functions: Map<string, ViewerFunction>, text = '') => {
  const viewerFunction = functions.get(text)?.created;
  return {
    functionAssociations: viewerFunction
      ? [{ eventType: FunctionEventType.VIEWER_REQUEST, function: viewerFunction }]
      : [],
  };
};

/**
 * The cache key: path and query. The viewer function leaves `variant` in the query and nothing else: other parameters would reach
 * S3 with a signature, where for instance `response-content-type` lets strangers choose the type of an object. Functions at
 * origin events see the query where the policy includes all query strings (…/DeveloperGuide/edge-function-restrictions-all.html).
 * The headers are named for the sake of Vary alone: the viewer function takes them out (edge/answer/headers/vary.ts).
 *
 * Drawings are text, and a quarter of the size when compressed. For that CloudFront wants Accept-Encoding in the key, so they
 * have a policy of their own: with the one of images, which it never compresses, the same derivative would be made up to three
 * times. (Facts, as JSON, are mostly below the 1,000 bytes from which it compresses.) What it compresses gets a weak ETag, with
 * which it still revalidates (…/DeveloperGuide/ServingCompressedFiles.html).
 *
 * Without a viewer function only the listed parameters get through, and no headers, which would be in the key as they are.
 */
const cachePolicy = (scope: Construct, { stackName, lifetimes, attach }: Config, of: 'Variant' | 'Drawing') =>
  new CachePolicy(scope, of, {
    cachePolicyName: `${stackName}-${of.toLowerCase()}`,
    comment: `Path and query, which is the canonical variant${of === 'Drawing' ? '; compressed' : ''}`,
    ...(attach?.viewerFunction === false
      ? { queryStringBehavior: CacheQueryStringBehavior.allowList(...attach.parameters) }
      : {
          queryStringBehavior: CacheQueryStringBehavior.all(),
          headerBehavior: CacheHeaderBehavior.allowList(...negotiationHeaders),
        }),
    // Above 0 it would overrule a no-cache of the original.
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(lifetimes.derivative),
    maxTtl: Duration.days(365),
    enableAcceptEncodingGzip: of === 'Drawing',
    enableAcceptEncodingBrotli: of === 'Drawing',
  });

/**
 * Derivatives too large for the Lambda, read straight from their bucket: where redirects lead. Their URLs are made of their bytes,
 * so they are cached for a year, and no query makes a second entry.
 */
function largeDerivatives(scope: Construct, derivatives: IBucket, config: Config) {
  return {
    origin: derivativesOrigin(scope, derivatives, config),
    // For preflights, which S3 answers by the rules of the bucket.
    originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
    responseHeadersPolicy: responseHeadersPolicy(
      scope,
      {
        id: 'LargeDerivativeHeaders',
        name: `${config.stackName}-large-derivatives`,
        comment: 'As for images; drawings get the strict policy that the Lambda gives them',
      },
      largeDerivativeHeaders(config),
    ),
    cachePolicy: new CachePolicy(scope, 'LargeDerivative', {
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
