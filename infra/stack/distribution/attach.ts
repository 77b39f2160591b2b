import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CachedMethods, type Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { Behavior, Behaviors } from './behaviors.ts';
import { acceptBucketPolicy } from './origins.ts';

/** Adds the behaviors to a distribution of the app, behind those that it has. */
export function attachTo(distribution: Distribution, { byPath }: Behaviors): void {
  acceptBucketPolicy(
    distribution,
    'The outputs of the images say what the deployer adds to the policies of existing buckets.',
  );
  for (const [path, { origin, ...options }] of Object.entries(byPath)) distribution.addBehavior(path, origin, options);
}

/** What the deployer adds to a distribution outside of the app, as `aws cloudfront get-distribution-config` prints it. */
export function pasteOutputs(scope: Construct, { byPath }: Behaviors, distributionId: string): void {
  const origins = new Map<Behavior['origin'], { Id: string }>();
  const originOf = ({ origin }: Behavior) => {
    const known =
      origins.get(origin) ?? originJson(new Construct(scope, `Origin${origins.size + 1}`), origin, distributionId);
    origins.set(origin, known);
    return known.Id;
  };
  const behaviors = Object.entries(byPath).map(([path, behavior]) => behaviorJson(path, originOf(behavior), behavior));
  const output = (name: string, description: string, value: object) =>
    new CfnOutput(scope, name, { description, value: Stack.of(scope).toJsonString(value) });
  output('Origins', 'Add these to the origins of the distribution', [...origins.values()]);
  output('Behaviors', 'Put these in front of the cache behaviors of the distribution, in this order', behaviors);
}

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Origin.html */
const originJson = (scope: Construct, origin: Behavior['origin'], distributionId: string) => {
  const originId = `${Stack.of(scope).stackName}-${scope.node.id}`;
  const { originProperty } = origin.bind(scope, { originId, distributionId });
  if (!originProperty) throw new Error('an origin of S3 has properties');
  const { domainName, originPath = '', originCustomHeaders, originAccessControlId, originShield } = originProperty;
  const headers = [originCustomHeaders ?? []].flat().flatMap((each) => ('headerName' in each ? [each] : []));
  const shield = originShield && 'enabled' in originShield ? originShield : undefined;
  return {
    Id: originId,
    DomainName: domainName,
    OriginPath: originPath,
    CustomHeaders: listed(
      headers.map(({ headerName, headerValue }) => ({ HeaderName: headerName, HeaderValue: headerValue })),
    ),
    S3OriginConfig: { OriginAccessIdentity: '' },
    OriginAccessControlId: originAccessControlId,
    OriginShield: shield ? { Enabled: true, OriginShieldRegion: shield.originShieldRegion } : { Enabled: false },
  };
};

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html */
const behaviorJson = (path: string, originId: string, behavior: Behavior) => {
  const { edgeLambdas = [], functionAssociations = [], originRequestPolicy, allowedMethods } = behavior;
  return {
    PathPattern: path,
    TargetOriginId: originId,
    ViewerProtocolPolicy: behavior.viewerProtocolPolicy,
    AllowedMethods: {
      ...listed(allowedMethods?.methods ?? []),
      CachedMethods: listed(CachedMethods.CACHE_GET_HEAD.methods),
    },
    Compress: behavior.compress,
    CachePolicyId: behavior.cachePolicy?.cachePolicyRef.cachePolicyId,
    ResponseHeadersPolicyId: behavior.responseHeadersPolicy?.responseHeadersPolicyRef.responseHeadersPolicyId,
    ...(originRequestPolicy && {
      OriginRequestPolicyId: originRequestPolicy.originRequestPolicyRef.originRequestPolicyId,
    }),
    SmoothStreaming: false,
    FieldLevelEncryptionId: '',
    TrustedSigners: { Enabled: false, Quantity: 0 },
    TrustedKeyGroups: { Enabled: false, Quantity: 0 },
    LambdaFunctionAssociations: listed(
      edgeLambdas.map(({ eventType, functionVersion }) => ({
        LambdaFunctionARN: functionVersion.functionArn,
        EventType: eventType,
        IncludeBody: false,
      })),
    ),
    FunctionAssociations: listed(
      functionAssociations.map(({ eventType, function: { functionRef } }) => ({
        FunctionARN: functionRef.functionArn,
        EventType: eventType,
      })),
    ),
  };
};

const listed = <Item>(Items: Item[]) => ({ Quantity: Items.length, ...(Items.length > 0 && { Items }) });
