import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { folderOf } from '../../config/locations.ts';
import type { Config } from '../../config/schema.ts';

/** The folder of the derivatives bucket for the reports of backfills. */
const reportFolder = 'backfill';

// The Map Run's name: the policy that allows a redrive refers to it.
const label = 'Originals';

type BackfillResources = { config: Config; originals: IBucket; derivatives: IBucket; lambda: IFunction };

/**
 * Pre-generates derivatives of existing originals: Step Functions lists the bucket and passes batches to the upkeep Lambda.
 * Both buckets must be in the state machine's region (step-functions/latest/dg/input-output-itemreader.html).
 */
export function backfill(stack: Stack, resources: BackfillResources): StateMachine {
  const name = `${resources.config.stackName}-backfill`;
  return new StateMachine(stack, 'Backfill', {
    stateMachineName: name,
    comment: 'Makes the pre-generated derivatives of all originals',
    definitionBody: DefinitionBody.fromString(stack.toJsonString(definition(resources))),
    role: role(stack, name, resources),
  });
}

const definition = ({ config, originals, derivatives, lambda }: BackfillResources) => ({
  StartAt: label,
  States: {
    [label]: {
      Type: 'Map',
      Label: label,
      ItemReader: {
        Resource: service('s3:listObjectsV2'),
        Parameters: { Bucket: originals.bucketName, ...listPrefix(config) },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      // The account's Lambda concurrency is shared with all functions of the region, and new accounts have little.
      MaxConcurrency: 20,
      // Failures up to this are listed in the report. Above it something is broken: the run stops, and can be redriven later.
      ToleratedFailurePercentage: 5,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Make',
        States: { Make: invokeLambda(lambda) },
      },
      ResultWriter: {
        Resource: service('s3:putObject'),
        Parameters: { Bucket: derivatives.bucketName, Prefix: reportFolder },
      },
      End: true,
    },
  },
});

const invokeLambda = (lambda: IFunction) => ({
  Type: 'Task',
  Resource: service('lambda:invoke'),
  Parameters: { FunctionName: lambda.functionArn, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 3, JitterStrategy: 'FULL' }],
  End: true,
});

const service = (action: string) => `arn:${Aws.PARTITION}:states:::${action}`;

const listPrefix = (config: Config) => {
  const prefix = commonPrefix(config);
  return prefix ? { Prefix: prefix } : {};
};

/** The longest prefix of all `pregenerate` prefixes: one listing serves them all, and the Lambda skips other keys. */
const commonPrefix = ({ originals, pregenerate = [] }: Config) => {
  const [first = '', ...others] = pregenerate.map(({ prefix }) => folderOf(originals) + prefix);
  const isCommon = (length: number) => others.every((prefix) => prefix.startsWith(first.slice(0, length)));
  const lengths = Array.from({ length: first.length + 1 }, (_, length) => first.length - length);
  return first.slice(0, lengths.find(isCommon) ?? 0);
};

/** The state machine's role: step-functions/latest/dg/iam-policies-eg-dist-map.html, redrive-map-run.html. */
function role(stack: Stack, name: string, { config, originals, derivatives, lambda }: BackfillResources): Role {
  const states = `arn:${Aws.PARTITION}:states:${stack.region}:${Aws.ACCOUNT_ID}`;
  const allow = (resource: string, ...actions: string[]) => new PolicyStatement({ actions, resources: [resource] });
  const report = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
  const prefix = commonPrefix(config);
  const statements = [
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [originals.bucketArn],
      ...(prefix && { conditions: { StringEquals: { 's3:prefix': prefix } } }),
    }),
    allow(lambda.functionArn, 'lambda:InvokeFunction'),
    allow(derivatives.arnForObjects(`${reportFolder}/*`), ...report),
    allow(`${states}:stateMachine:${name}`, 'states:StartExecution'),
    // The run and its batches.
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`${states}:execution:${name}:*`, `${states}:execution:${name}/${label}:*`],
    }),
    allow(`${states}:execution:${name}/${label}:*`, 'states:RedriveExecution'),
  ];
  return new Role(stack, 'BackfillRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Backfill: new PolicyDocument({ statements }) },
  });
}
