import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { stackSuffixes } from '../config/fields/stack-names.ts';
import { regionOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { bucketByName } from './buckets/derivatives.ts';
import { bucketsKey } from './buckets/encryption.ts';
import { furtherBuckets, originalsBucket } from './buckets/originals.ts';
import type { Buckets } from './deployment.ts';

/** A stack by its own name, wherever in an app it stands. */
export const stackIn = (
  scope: Construct,
  { name, region, description }: { name: string; region: string; description: string },
) => new Stack(scope, name, { stackName: name, env: { region }, description });

/** The stack of the derivatives bucket beside originals of another region. */
export const derivativesStackName = ({ stackName }: Config) => `${stackName}${stackSuffixes.derivatives}`;

/** An output of the images, for another stack: within a stack of another app it has a longer name. */
export const outputOf = (home: Construct, id: string): string => {
  const stack = Stack.of(home);
  const output = home.node.findChild(id);
  if (!(output instanceof CfnOutput)) throw new Error(`${id} is no output`);
  return Fn.getStackOutput(stack.stackName, stack.resolve(output.logicalId), stack.region);
};

/** The key of the buckets; beside originals of another region it is that of the derivatives' stack. */
export const keyIn = (home: Construct, config: Config): IKey | undefined =>
  bucketsKey(home, config, regionOf(config) === 'us-east-1' ? undefined : derivativesStackName(config));

/** CloudWatch encrypts the logs of a region with keys of that region. */
export const logKeyIn = (home: Construct, config: Config, key: IKey | undefined): IKey | undefined =>
  config.kms?.logs && Stack.of(home).region === regionOf(config) ? key : undefined;

/** The derivatives bucket, by the name that its own stack or another one gives it. */
export const derivativesSeenBy = (
  home: Construct,
  config: Config,
  { key, name }: { key: IKey | undefined; name?: string | undefined },
): IBucket | undefined => {
  if (!config.derivatives) return undefined;
  const region = regionOf(config);
  const bucketName = name ?? Fn.getStackOutput(derivativesStackName(config), 'DerivativesBucket', region);
  return bucketByName(home, 'NamedDerivatives', { bucketName, region, encryptionKey: key });
};

/** Both buckets and the key of the logs, for a stack beside originals of another region. */
export const bucketsSeenBy = (stack: Stack, config: Config): Buckets => {
  const key = keyIn(stack, config);
  return {
    originals: originalsBucket(stack, config),
    ...furtherBuckets(stack, config),
    derivatives: derivativesSeenBy(stack, config, { key }),
    logKey: logKeyIn(stack, config, key),
  };
};
