import { Stack, Token } from 'aws-cdk-lib';
import type { Distribution, IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Artefacts, packagedArtefacts } from '../artefacts/artefacts.ts';
import { edgeRegion } from '../config/alarm-regions.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { resolveConfig } from '../config/validate.ts';
import { distributionMetric, ownMetric } from './monitoring/metrics.ts';
import { imageStacks } from './stack.ts';

/** The config, as infra/config.ts has it; and artefacts that were built for it, where they are not those of the package. */
export interface EdgeImagesProps extends ConfigInput {
  readonly artefacts?: Artefacts;
  /** A distribution of the same app, in us-east-1, that gets the behaviors of `attach`, behind those that it has. */
  readonly distribution?: Distribution;
}

/**
 * Images of an S3 bucket, resized at CloudFront, for any CDK app: each use of it makes stacks of its own within the scope, whose
 * names begin with `stackName`. Two uses in one account need two names.
 */
export class EdgeImages extends Construct {
  /** The stack of the distribution, in us-east-1. */
  readonly stack: Stack;
  /** The distribution: its domain name is where images are. */
  readonly distribution: IDistribution;
  /** The bucket of the originals: the existing one, or a new one. */
  readonly originals: IBucket;
  /** The name of the function that makes derivatives. */
  readonly functionName: string;
  readonly #config: Config;

  constructor(scope: Construct, id: string, { artefacts, distribution, ...input }: EdgeImagesProps) {
    super(scope, id);
    const config = resolveConfig(input);
    checkAttached(this, config, distribution);
    const { artefacts: code, remove } = artefacts ? { artefacts, remove: undefined } : packagedArtefacts(config);
    try {
      const { stack, site, originals, functionName } = imageStacks(this, { config, ...code }, distribution);
      this.stack = stack;
      this.distribution = site;
      this.originals = originals;
      this.functionName = functionName;
    } finally {
      remove?.();
    }
    this.#config = config;
  }

  /** Lets somebody read the originals of the served folder. */
  grantRead(grantee: IGrantable): Grant {
    return this.originals.grantRead(grantee, this.#served());
  }

  /** Lets somebody put originals into the served folder. */
  grantUpload(grantee: IGrantable): Grant {
    return this.originals.grantPut(grantee, this.#served());
  }

  /** Lets somebody invalidate images at CloudFront. */
  grantInvalidate(grantee: IGrantable): Grant {
    return this.distribution.grantCreateInvalidation(grantee);
  }

  /** A metric of CloudFront, such as `Requests` or `5xxErrorRate`. */
  metricDistribution(name: string, statistic = 'Sum') {
    return distributionMetric(this.distribution.distributionId)(name, statistic);
  }

  /** A metric of the function's log lines, such as `Made`, `Kept`, `PassedThrough` or `EncodeTime`. */
  metric(name: string, statistic = 'Sum', region = edgeRegion(this.#config)) {
    return ownMetric(this.#config, region)(name, statistic);
  }

  #served(): string {
    const { prefix } = this.#config.originals;
    return prefix ? `${prefix}/*` : '*';
  }
}

/** Throws where the distribution can't take the behaviors. */
const checkAttached = (scope: Construct, { attach }: Config, distribution: Distribution | undefined): void => {
  const refuse = (name: string, value: unknown, expected: string) => {
    throw new Error(`${name} is ${value}, expected ${expected}`);
  };
  if (!distribution && attach && !attach.distribution)
    refuse('attach.distribution', undefined, 'an id and a domainName, or the property distribution');
  if (!distribution) return;
  if (!attach) refuse('attach', undefined, 'paths beside distribution');
  if (attach?.distribution) refuse('attach.distribution', 'set', 'it to be left out with the property distribution');
  const [own, its] = [Stack.of(scope), Stack.of(distribution)];
  if (own !== its) refuse('the scope', own.node.path, `one within the stack of the distribution: ${its.node.path}`);
  if (its.region !== 'us-east-1')
    refuse(
      "the distribution's region",
      Token.isUnresolved(its.region) ? 'not set' : its.region,
      'us-east-1, where Lambda@Edge is',
    );
};
