import { Fn, Stack, Tags } from 'aws-cdk-lib';
import {
  type Distribution,
  Distribution as DistributionConstruct,
  type IDistribution,
} from 'aws-cdk-lib/aws-cloudfront';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { edgeRegion } from '../config/alarm-regions.ts';
import { regionOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/settings/upkeep-settings.ts';
import { derivativesSeenBy, keyIn, logKeyIn, stackIn } from './across-stacks.ts';
import { allowCloudFront, derivativesBucket } from './buckets/derivatives.ts';
import { acceptKeyPolicy } from './buckets/encryption.ts';
import { furtherBuckets, originalsBucket } from './buckets/originals.ts';
import { alarmStack, candidateStack, derivativesStack, functionStack, regionalStack } from './companion-stacks.ts';
import type { Buckets, Deployment } from './deployment.ts';
import { attachTo, pasteOutputs } from './distribution/attach.ts';
import { type Behaviors, behaviors, type Door } from './distribution/behaviors.ts';
import { distribution } from './distribution/distribution.ts';
import { shareWithCandidate } from './distribution/staging.ts';
import { edgeLambda } from './functions/edge-lambda.ts';
import { pageFunction } from './functions/page.ts';
import { allowDistribution, regionalLambda } from './functions/regional-lambda.ts';
import type { ViewerFunction } from './functions/viewer-functions.ts';
import { distributionAlarms, functionAlarms } from './monitoring/alarms.ts';
import { canary } from './monitoring/canary.ts';
import { dashboard } from './monitoring/dashboard.ts';
import { acceptFindings } from './nag-suppressions.ts';
import { derivativesOutput, hostOf, outputs } from './outputs.ts';
import { regionalResources } from './upkeep/regional.ts';

const description = 'Resizes the images of an S3 bucket at CloudFront';

/** What the stacks consist of, as far as others need it. */
type Made = { stack: Stack; site: IDistribution; originals: IBucket; functionName: string };

/**
 * The stack of what runs at CloudFront, in us-east-1: Lambda@Edge takes functions from nowhere else. What belongs beside the
 * originals is in it too, unless their bucket is in another region. Then there are two more stacks there: the derivatives bucket,
 * deployed before the distribution that reads it, and the upkeep, deployed after the distribution that it invalidates. Where the
 * images are attached to a distribution of the app, its stack takes the place of the first.
 */
export function imageStacks(scope: Construct, deployment: Deployment, attachedTo?: Distribution): Made {
  const { config } = deployment;
  const home = attachedTo ? scope : stackIn(scope, { name: config.stackName, region: 'us-east-1', description });
  const stack = Stack.of(home);
  const isElsewhere = regionOf(config) !== stack.region;
  const key = keyIn(home, config);
  const originals = originalsBucket(home, config, key);
  const own = config.derivatives && !isElsewhere ? derivativesBucket(home, config, key) : undefined;
  const keeper = config.derivatives && isElsewhere ? derivativesStack(scope, config) : undefined;
  if (keeper) stack.addStackDependency(keeper);
  const derivatives = derivativesSeenBy(home, config, { key, name: own?.bucketName });
  const logKey = logKeyIn(home, config, key);
  const buckets = {
    originals,
    ...furtherBuckets(home, config),
    derivatives,
    logKey,
  };
  const door = doorOf(scope, home, { ...buckets, keeper, deployment });
  const { functionName } = door;
  const page = pageFunction(home, deployment, buckets);
  const made = behaviors(home, buckets, { door, page, ...deployment });
  const site = siteOf(home, config, { made, attachedTo });
  if (config.door === 'regional' && !isElsewhere) allowDistribution(home, functionName, site.distributionId);
  outputs(home, config, { buckets, site });
  if (key) acceptKeyPolicy(home);
  if (own) {
    allowCloudFront(own, config, site.distributionId);
    derivativesOutput(home, own.bucketName);
  }
  if (config.staging) {
    stack.addStackDependency(candidateStack(scope, stack, deployment));
    const madeHere = config.originals.existing ? undefined : originals;
    shareWithCandidate(site, config, { originals: madeHere, derivatives: own });
  }
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  const beside = { ...buckets, derivatives: own as IBucket | undefined, distributionId: site.distributionId };
  if (!isElsewhere) regionalResources(home, deployment, beside);
  else if (hasUpkeep(config)) regionalStack(scope, home, deployment);
  if (config.monitoring) {
    canary(home, config, { host: hostOf(config, site), code: deployment.canaryCode, logKey });
    watch(scope, home, { config, site, functionName, functions: made.functions });
  }
  acceptFindings(home, config);
  setForAll(scope, config);
  return { stack, site, originals, functionName };
}

type Watched = { config: Config; site: IDistribution; functionName: string; functions: ViewerFunction[] };

/** The dashboard and the alarms, of the function where it runs. */
function watch(scope: Construct, home: Construct, { config, site, functionName, functions }: Watched): void {
  dashboard(home, config, site.distributionId);
  distributionAlarms(home, config, { distributionId: site.distributionId, functions });
  if (edgeRegion(config) === Stack.of(home).region) functionAlarms(home, config, functionName);
  else if (config.door === 'edge') alarmStack(scope, home, { config, functionName });
}

/** The distribution of the images: their own, or the one that they are attached to. */
function siteOf(
  home: Construct,
  config: Config,
  { made, attachedTo }: { made: Behaviors; attachedTo: Distribution | undefined },
): IDistribution {
  const { byPath, elsewhere } = made;
  if (elsewhere) return distribution(home, config, { byPath, elsewhere });
  if (attachedTo) {
    attachTo(attachedTo, made);
    return attachedTo;
  }
  const { id = '', domainName = '' } = config.attach?.distribution ?? {};
  pasteOutputs(home, made, id);
  return DistributionConstruct.fromDistributionAttributes(home, 'Distribution', { distributionId: id, domainName });
}

type Behind = Buckets & { keeper: Stack | undefined; deployment: Deployment };

/** The function that makes derivatives: of Lambda@Edge, or a regional one in a stack beside originals of another region. */
function doorOf(
  scope: Construct,
  home: Construct,
  { deployment, keeper, ...buckets }: Behind,
): Door & { functionName: string } {
  const { config } = deployment;
  const stack = Stack.of(home);
  if (config.door === 'edge') return edgeLambda(home, buckets, deployment);
  if (regionOf(config) === stack.region) return regionalLambda(home, buckets, deployment);
  const beside = functionStack(scope, deployment);
  // It reads that stack's outputs.
  if (keeper) beside.addStackDependency(keeper);
  stack.addStackDependency(beside);
  const output = (name: string) => Fn.getStackOutput(beside.stackName, name, beside.region);
  return { domainName: output('FunctionDomain'), functionName: output('FunctionName') };
}

/** What every resource of all stacks gets. */
function setForAll(scope: Construct, { tags = {}, permissionsBoundaryArn }: Config): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value);
  if (!permissionsBoundaryArn) return;
  const policy = ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(scope).apply(policy);
}
