import { Duration, Fn } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import { keepStatements } from '../buckets/derivatives.ts';
import { readAllStatements } from '../buckets/originals.ts';
import type { Buckets, Deployment } from '../deployment.ts';
import { distributionArn } from '../distribution/distribution-arn.ts';
import { logGroup, writeLogStatement } from '../monitoring/log-group.ts';

/** The regional function, as the distribution needs it: the host name of its URL. */
export type RegionalDoor = { domainName: string; functionName: string };

/**
 * The function of the regional door, beside the bucket: arm64, behind a URL that streams and that only CloudFront may ask, with a
 * signature (…/DeveloperGuide/private-content-restricting-access-to-lambda.html).
 */
export function regionalLambda(scope: Construct, buckets: Buckets, deployment: Deployment): RegionalDoor {
  const { config } = deployment;
  const log = logGroup(scope, config, { id: 'RegionalLog', name: 'regional', key: buckets.logKey });
  const lambda = new LambdaFunction(scope, 'Regional', {
    description: 'Makes derivatives of the images in S3, for CloudFront',
    architecture: Architecture.ARM_64,
    ...codeOf(scope, deployment),
    memorySize: config.memory,
    timeout: Duration.seconds(config.timeout),
    role: role(scope, buckets, { config, log }),
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
export function allowDistribution(scope: Construct, functionName: string, distributionId = '*'): void {
  const common = { functionName, principal: 'cloudfront.amazonaws.com', sourceArn: distributionArn(distributionId) };
  new CfnPermission(scope, 'AskUrl', {
    ...common,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: FunctionUrlAuthType.AWS_IAM,
  });
  new CfnPermission(scope, 'AskFunction', { ...common, action: 'lambda:InvokeFunction', invokedViaFunctionUrl: true });
}

/** A zip, perhaps signed; or a container image, which brings runtime and handler along. */
const codeOf = (scope: Construct, { config, lambdaCode }: Deployment) => {
  const { package: form, codeSigningConfigArn: arn } = config.regional ?? {};
  if (form === 'image')
    return {
      code: Code.fromAssetImage(lambdaCode, { platform: Platform.LINUX_ARM64 }),
      runtime: Runtime.FROM_IMAGE,
      handler: Handler.FROM_IMAGE,
    };
  return {
    code: Code.fromAsset(lambdaCode),
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    handler: 'index.handler',
    ...(arn && { codeSigningConfig: CodeSigningConfig.fromCodeSigningConfigArn(scope, 'CodeSigning', arn) }),
  };
};

function role(scope: Construct, buckets: Buckets, { config, log }: { config: Config; log: LogGroup }) {
  const { derivatives } = buckets;
  return new Role(scope, 'RegionalRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      ReadOriginals: new PolicyDocument({ statements: readAllStatements(config, buckets) }),
      ...(derivatives && { KeepDerivatives: new PolicyDocument({ statements: keepStatements(derivatives, config) }) }),
      WriteLog: new PolicyDocument({ statements: [writeLogStatement(log)] }),
    },
  });
}
