import { Duration, RemovalPolicy, type Stack, Tags } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Buckets, Deployment } from './deployment.ts';
import { keepStatement } from './derivatives.ts';
import { readStatements } from './originals.ts';

/**
 * The origin-response function and the numbered version that CloudFront replicates. What Lambda@Edge refuses is absent:
 * environment variables, layers, arm64, VPC, tracing (…/DeveloperGuide/lambda-at-edge-function-restrictions.html).
 */
export function edgeLambda(
  stack: Stack,
  { originals, derivatives }: Buckets,
  { config, lambdaDirectory }: Deployment,
): { version: IVersion; functionName: string } {
  // A name of our own is the same in every region that runs the function; the default one is prefixed with `us-east-1.`
  // (…/DeveloperGuide/edge-functions-logs.html). Outside us-east-1 Lambda makes the group when it first needs it.
  const log = new LogGroup(stack, 'Log', {
    logGroupName: `/${config.stackName}/origin-response`,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const writeLog = new PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`arn:aws:logs:*:${stack.account}:log-group:/${config.stackName}/origin-response:*`],
  });
  const read = readStatements(originals, config.originals);
  const role = new Role(stack, 'LambdaRole', {
    // edgelambda replicates the function, lambda runs it.
    assumedBy: new CompositePrincipal(
      new ServicePrincipal('lambda.amazonaws.com'),
      new ServicePrincipal('edgelambda.amazonaws.com'),
    ),
    inlinePolicies: {
      ReadOriginals: new PolicyDocument({ statements: read }),
      ...(derivatives && { KeepDerivatives: new PolicyDocument({ statements: [keepStatement(derivatives)] }) }),
      WriteLog: new PolicyDocument({ statements: [writeLog] }),
    },
  });
  const lambda = new LambdaFunction(stack, 'OriginResponse', {
    description: 'Makes derivatives of the images that S3 answers with',
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(lambdaDirectory),
    memorySize: config.memory,
    timeout: Duration.seconds(config.timeout),
    role,
    logGroup: log,
    // Replicas outlive the distribution by hours and can't be deleted by hand; until they are gone no deletion of a
    // version or of the function succeeds, so the stack does not try (…/DeveloperGuide/lambda-edge-delete-replicas.html).
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
  lambda.applyRemovalPolicy(RemovalPolicy.RETAIN);
  // Lambda@Edge refuses functions with tags (…/DeveloperGuide/lambda-at-edge-function-restrictions.html).
  for (const key of Object.keys(config.tags ?? {})) Tags.of(lambda).remove(key, { priority: 300 });
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  return { version: lambda.currentVersion as IVersion, functionName: lambda.functionName };
}
