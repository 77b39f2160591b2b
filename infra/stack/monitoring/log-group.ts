import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';

/** The log group of a function. `name` is the last part of its name. */
export const logGroup = (
  scope: Construct,
  config: Config,
  { id, name, key }: { id: string; name: string; key: IKey | undefined },
): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName: `/${config.stackName}/${name}`,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key && { encryptionKey: key }),
  });

/** What a role may do with the log of its function. */
export const writeLogStatement = ({ logGroupArn }: LogGroup): PolicyStatement =>
  new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] });
