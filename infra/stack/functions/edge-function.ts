import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import { logGroup } from '../monitoring/log-group.ts';

/** A function of Lambda@Edge: the names of its constructs and of its log, its code, and what it may do besides writing that log. */
type EdgeFunction = {
  id: string;
  roleId: string;
  logId: string;
  name: string;
  description: string;
  code: string;
  /** MB, and seconds. */
  memory: number;
  seconds: number;
  logKey: IKey | undefined;
  policies: { [name: string]: PolicyDocument };
};

/**
 * A function that CloudFront replicates. What Lambda@Edge refuses is absent: environment variables, layers, arm64, VPC, tracing
 * (…/DeveloperGuide/lambda-at-edge-function-restrictions.html).
 */
export function edgeFunction(scope: Construct, config: Config, of: EdgeFunction): LambdaFunction {
  // A name of our own is the same in every region that runs the function; the default one is prefixed with `us-east-1.`
  // (…/DeveloperGuide/edge-functions-logs.html). Outside us-east-1 Lambda makes the group when it first needs it.
  const log = logGroup(scope, config, { id: of.logId, name: of.name, key: of.logKey });
  const writeLog = new PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`arn:aws:logs:*:${Stack.of(scope).account}:log-group:/${config.stackName}/${of.name}:*`],
  });
  const role = new Role(scope, of.roleId, {
    // edgelambda replicates the function, lambda runs it.
    assumedBy: new CompositePrincipal(
      new ServicePrincipal('lambda.amazonaws.com'),
      new ServicePrincipal('edgelambda.amazonaws.com'),
    ),
    inlinePolicies: { ...of.policies, WriteLog: new PolicyDocument({ statements: [writeLog] }) },
  });
  const lambda = new LambdaFunction(scope, of.id, {
    description: of.description,
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(of.code),
    memorySize: of.memory,
    timeout: Duration.seconds(of.seconds),
    role,
    logGroup: log,
    // Replicas outlive the distribution by hours and can't be deleted by hand; until they are gone no deletion of a
    // version or of the function succeeds, so the stack does not try (…/DeveloperGuide/lambda-edge-delete-replicas.html).
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
  lambda.applyRemovalPolicy(RemovalPolicy.RETAIN);
  // Lambda@Edge refuses functions with tags (…/DeveloperGuide/lambda-at-edge-function-restrictions.html).
  for (const key of Object.keys(config.tags ?? {})) Tags.of(lambda).remove(key, { priority: 300 });
  return lambda;
}
