import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import {
  CfnContinuousDeploymentPolicy,
  CfnDistribution,
  type Distribution,
  type IDistribution,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { stackSuffixes } from '../../config/fields/stack-names.ts';
import type { Config } from '../../config/schema.ts';
import { allowReading } from '../buckets/allow-reading.ts';
import { allowCloudFront } from '../buckets/derivatives.ts';
import type { Buckets, Deployment } from '../deployment.ts';
import { edgeLambda } from '../functions/edge-lambda.ts';
import { pageFunction } from '../functions/page.ts';
import { behaviors } from './behaviors.ts';
import { distribution } from './distribution.ts';
import { acceptBucketPolicy } from './origins.ts';

/** The name of the stack of the next release. */
export const candidateName = ({ stackName }: Pick<Config, 'stackName'>): string =>
  `${stackName}${stackSuffixes.candidate}`;

/**
 * The next release beside the present one: functions, policies and a staging distribution, which gets the share of requests that
 * the continuous deployment policy says. Both read the same buckets and signing keys; each has a cache of its own.
 */
export function stagingDistribution(
  stack: Stack,
  buckets: Buckets,
  { config, ...deployment }: Deployment,
): Distribution {
  // CloudFront refuses aliases on a staging distribution: viewers ask the other one.
  const { domain: _, ...others } = config;
  const candidate = { ...deployment, config: { ...others, stackName: stack.stackName } };
  const door = edgeLambda(stack, buckets, candidate);
  const page = pageFunction(stack, candidate, buckets);
  const { byPath, elsewhere } = behaviors(stack, buckets, { door, page, ...candidate });
  if (!elsewhere) throw new Error('staging needs a distribution of its own');
  const site = distribution(stack, candidate.config, { byPath, elsewhere });
  distributionOf(site).addPropertyOverride('DistributionConfig.Staging', true);
  acceptBucketPolicy(stack, 'The stack of the present release writes the statements for this distribution.');
  const policy = new CfnContinuousDeploymentPolicy(stack, 'ContinuousDeployment', {
    continuousDeploymentPolicyConfig: {
      enabled: true,
      stagingDistributionDnsNames: [site.distributionDomainName],
      trafficConfig: trafficOf(config.staging),
    },
  });
  new CfnOutput(stack, 'ContinuousDeploymentPolicyId', { description: 'For the other stack', value: policy.ref });
  new CfnOutput(stack, 'DistributionId', { description: 'For invalidations', value: site.distributionId });
  return site;
}

const trafficOf = (staging: Config['staging']) =>
  staging?.header
    ? { type: 'SingleHeader', singleHeaderConfig: { header: staging.header.name, value: staging.header.value } }
    : { type: 'SingleWeight', singleWeightConfig: { weight: (staging?.weight ?? 0) / 100 } };

/** Gives the staging distribution its share of the requests, and lets it read what the stack owns. */
export function shareWithCandidate(site: IDistribution, config: Config, owned: Owned): void {
  const name = candidateName(config);
  const output = (id: string) => Fn.getStackOutput(name, id, Stack.of(site).region);
  distributionOf(site).addPropertyOverride(
    'DistributionConfig.ContinuousDeploymentPolicyId',
    output('ContinuousDeploymentPolicyId'),
  );
  const id = output('DistributionId');
  if (owned.originals) allowReading(owned.originals, '*', id);
  if (owned.derivatives) allowCloudFront(owned.derivatives, config, id);
}

/** The buckets that the stack itself makes. */
type Owned = { originals: IBucket | undefined; derivatives: Bucket | undefined };

const distributionOf = ({ node }: IDistribution): CfnDistribution => {
  const { defaultChild } = node;
  if (defaultChild instanceof CfnDistribution) return defaultChild;
  throw new Error('a distribution of CDK consists of one of CloudFormation');
};
