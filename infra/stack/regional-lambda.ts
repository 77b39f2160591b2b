import { Duration, Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnPermission,
  Code,
  CodeSigningConfig,
  FunctionUrlAuthType,
  Handler,
  InvokeMode,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../config/schema.ts';
import type { Buckets, Deployment } from './deployment.ts';
import { distributionArn, keepStatement } from './derivatives.ts';
import { readStatements } from './originals.ts';

/** The regional function, as the distribution needs it: the host name of its URL. */
export type RegionalDoor = { domainName: string; functionName: string };

/**
 * The function of the regional door, beside the bucket: arm64, behind a URL that streams and that only CloudFront may ask, with a
 * signature (…/DeveloperGuide/private-content-restricting-access-to-lambda.html).
 */
export function regionalLambda(stack: Stack, buckets: Buckets, deployment: Deployment): RegionalDoor {
  const { config } = deployment;
  const log = new LogGroup(stack, 'RegionalLog', {
    logGroupName: `/${config.stackName}/regional`,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const lambda = new LambdaFunction(stack, 'Regional', {
    description: 'Makes derivatives of the images in S3, for CloudFront',
    architecture: Architecture.ARM_64,
    ...codeOf(stack, deployment),
    memorySize: config.memory,
    timeout: Duration.seconds(config.timeout),
    role: role(stack, buckets, { config, log }),
    logGroup: log,
    environment: {
      ORIGINALS: buckets.originals.bucketName,
      ...(buckets.derivatives && { DERIVATIVES: buckets.derivatives.bucketName }),
    },
  });
  const url = lambda.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM, invokeMode: InvokeMode.RESPONSE_STREAM });
  return { domainName: Fn.select(2, Fn.split('/', url.url)), functionName: lambda.functionName };
}

/**
 * Lets CloudFront ask the function through its URL, which takes two permissions. Without an id it is any distribution of this
 * account: a function in another region exists before the distribution does.
 */
export function allowDistribution(stack: Stack, functionName: string, distributionId = '*'): void {
  const common = { functionName, principal: 'cloudfront.amazonaws.com', sourceArn: distributionArn(distributionId) };
  new CfnPermission(stack, 'AskUrl', {
    ...common,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: FunctionUrlAuthType.AWS_IAM,
  });
  new CfnPermission(stack, 'AskFunction', { ...common, action: 'lambda:InvokeFunction', invokedViaFunctionUrl: true });
}

/** A zip, perhaps signed; or a container image, which brings runtime and handler along. */
const codeOf = (stack: Stack, { config, lambdaDirectory }: Deployment) => {
  const { package: form, codeSigningConfigArn: arn } = config.regional ?? {};
  if (form === 'image')
    return {
      code: Code.fromAssetImage(lambdaDirectory, { platform: Platform.LINUX_ARM64 }),
      runtime: Runtime.FROM_IMAGE,
      handler: Handler.FROM_IMAGE,
    };
  return {
    code: Code.fromAsset(lambdaDirectory),
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    handler: 'index.handler',
    ...(arn && { codeSigningConfig: CodeSigningConfig.fromCodeSigningConfigArn(stack, 'CodeSigning', arn) }),
  };
};

function role(stack: Stack, { originals, derivatives }: Buckets, { config, log }: { config: Config; log: LogGroup }) {
  const write = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [log.logGroupArn],
  });
  return new Role(stack, 'RegionalRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      ReadOriginals: new PolicyDocument({ statements: readStatements(originals, config.originals) }),
      ...(derivatives && { KeepDerivatives: new PolicyDocument({ statements: [keepStatement(derivatives)] }) }),
      WriteLog: new PolicyDocument({ statements: [write] }),
    },
  });
}
