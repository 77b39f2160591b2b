import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { folderOf } from '../../config/locations.ts';
import type { Config } from '../../config/schema.ts';

/** Where in the derivatives bucket the reports of backfills lie. */
const reports = 'backfill';

// Names the Map Run: redriving it is allowed by this name.
const label = 'Originals';

type Parts = { config: Config; originals: IBucket; derivatives: IBucket; lambda: IFunction };

/**
 * Pre-generation for originals that are there already: Step Functions lists the bucket and hands it to the Lambda in batches.
 * Both buckets lie in the region of the state machine, as it demands (step-functions/latest/dg/input-output-itemreader.html).
 */
export function backfill(stack: Stack, parts: Parts): StateMachine {
  const name = `${parts.config.stackName}-backfill`;
  return new StateMachine(stack, 'Backfill', {
    stateMachineName: name,
    comment: 'Makes the pre-generated derivatives of all originals',
    definitionBody: DefinitionBody.fromString(stack.toJsonString(definition(parts))),
    role: role(stack, name, parts),
  });
}

const definition = ({ config, originals, derivatives, lambda }: Parts) => ({
  StartAt: label,
  States: {
    [label]: {
      Type: 'Map',
      Label: label,
      ItemReader: {
        Resource: service('s3:listObjectsV2'),
        Parameters: { Bucket: originals.bucketName, ...listed(config) },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      // Lambda's concurrency is shared with whatever else runs in the region; new accounts have little.
      MaxConcurrency: 20,
      // What fails within this is read in the report. More than this is no accident: the run stops, and is redriven when the
      // cause is gone.
      ToleratedFailurePercentage: 5,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Make',
        States: { Make: make(lambda) },
      },
      ResultWriter: {
        Resource: service('s3:putObject'),
        Parameters: { Bucket: derivatives.bucketName, Prefix: reports },
      },
      End: true,
    },
  },
});

const make = (lambda: IFunction) => ({
  Type: 'Task',
  Resource: service('lambda:invoke'),
  Parameters: { FunctionName: lambda.functionArn, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 3, JitterStrategy: 'FULL' }],
  End: true,
});

const service = (action: string) => `arn:${Aws.PARTITION}:states:::${action}`;

const listed = (config: Config) => {
  const prefix = commonPrefix(config);
  return prefix ? { Prefix: prefix } : {};
};

/** One listing serves all prefixes: the Lambda passes over what is not meant. */
const commonPrefix = ({ originals, pregenerate = [] }: Config) => {
  const [first = '', ...others] = pregenerate.map(({ prefix }) => folderOf(originals) + prefix);
  const same = (length: number) => others.every((prefix) => prefix.startsWith(first.slice(0, length)));
  const lengths = Array.from({ length: first.length + 1 }, (_, length) => first.length - length);
  return first.slice(0, lengths.find(same) ?? 0);
};

/** step-functions/latest/dg/iam-policies-eg-dist-map.html, redrive-map-run.html. */
function role(stack: Stack, name: string, { config, originals, derivatives, lambda }: Parts): Role {
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
    allow(derivatives.arnForObjects(`${reports}/*`), ...report),
    allow(`${states}:stateMachine:${name}`, 'states:StartExecution'),
    // Of the run and of its batches.
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
