import type { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';
import type { Deployment } from './deployment.ts';
import { distributionMetric, ownMetric } from './monitoring/metrics.ts';
import { imageStacks } from './stack.ts';

/**
 * Images of an S3 bucket, resized at CloudFront, for any CDK app: each use of it makes stacks of its own within the scope, whose
 * names begin with `config.stackName`. Two uses in one account need two names.
 */
export class EdgeImages extends Construct {
  /** The stack of the distribution, in us-east-1. */
  readonly stack: Stack;
  /** The distribution: its domain name is where images are. */
  readonly distribution: Distribution;
  /** The bucket of the originals: the existing one, or a new one. */
  readonly originals: IBucket;
  /** The name of the function at the edge, in us-east-1. */
  readonly functionName: string;
  readonly #config: Config;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { stack, site, originals, functionName } = imageStacks(this, deployment);
    this.stack = stack;
    this.distribution = site;
    this.originals = originals;
    this.functionName = functionName;
    this.#config = deployment.config;
  }

  /** Lets somebody put originals into the served folder. */
  grantUpload(grantee: IGrantable): void {
    const { prefix } = this.#config.originals;
    this.originals.grantPut(grantee, prefix ? `${prefix}/*` : '*');
  }

  /** A metric of CloudFront, such as `Requests` or `5xxErrorRate`. */
  metricDistribution(name: string, statistic = 'Sum') {
    return distributionMetric(this.distribution.distributionId)(name, statistic);
  }

  /** A metric of the function's log lines, such as `Made`, `Kept`, `PassedThrough` or `EncodeTime`. */
  metric(name: string, statistic = 'Sum', region = this.#config.originShieldRegion ?? 'us-east-1') {
    return ownMetric(this.#config, region)(name, statistic);
  }
}
