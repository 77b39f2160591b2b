import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { folderOf, hasBuckets } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { keyStatements } from '../buckets/encryption.ts';
import { bucketsByPath } from '../buckets/originals.ts';
import type { Buckets } from '../deployment.ts';

/** The folder of the derivatives bucket for the reports of backfills. */
const reportFolder = 'backfill';

type BackfillResources = Buckets & { config: Config; derivatives: IBucket; lambda: IFunction };

/** One bucket's listing: the label is the Map Run's name, to which the policy that allows a redrive refers. */
type Listing = { label: string; bucket: IBucket; prefix: string };

/**
 * Pre-generates derivatives of existing originals: Step Functions lists the buckets, one after the other, and passes batches to the
 * upkeep Lambda. All buckets must be in the state machine's region (step-functions/latest/dg/input-output-itemreader.html).
 */
export function backfill(scope: Construct, resources: BackfillResources): StateMachine {
  const name = `${resources.config.stackName}-backfill`;
  return new StateMachine(scope, 'Backfill', {
    stateMachineName: name,
    comment: 'Makes the pre-generated derivatives of all originals',
    definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition(resources))),
    role: role(scope, name, resources),
  });
}

const definition = (resources: BackfillResources) => {
  const listings = listingsOf(resources);
  const states = listings.map((listing, at) => [listing.label, map(listing, listings[at + 1]?.label, resources)]);
  return { StartAt: listings[0]?.label, States: Object.fromEntries(states) };
};

const map = (
  { label, bucket, prefix }: Listing,
  next: string | undefined,
  { config, derivatives, lambda }: BackfillResources,
) => ({
  Type: 'Map',
  Label: label,
  ItemReader: {
    Resource: service('s3:listObjectsV2'),
    Parameters: { Bucket: bucket.bucketName, ...(prefix && { Prefix: prefix }) },
  },
  ItemBatcher: { MaxItemsPerBatch: 10, ...(hasBuckets(config) && { BatchInput: { bucket: bucket.bucketName } }) },
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
  ...(next ? { Next: next } : { End: true }),
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

/** The listings: of each bucket that may have an original for one of the prefixes, and the first bucket's. */
const listingsOf = ({ config, ...buckets }: BackfillResources): Listing[] => {
  const { places, elsewhere } = bucketsByPath(config, buckets);
  const second = elsewhere.secondary && { ...elsewhere.secondary, pathPattern: '*' };
  const all = [elsewhere, ...places, ...(second ? [second] : [])];
  return all.flatMap(({ bucket, originals, pathPattern }, at) => {
    // What stands before the first wildcard of a pattern is in all its paths.
    const head = pathPattern.replace(/^\//, '').replace(/[*?].*/, '');
    const asked = (config.pregenerate ?? []).flatMap(({ prefix }) => {
      if (prefix.startsWith(head)) return [prefix];
      return head.startsWith(prefix) ? [head] : [];
    });
    if (at > 0 && asked.length === 0) return [];
    return [{ label: `Originals${at || ''}`, bucket, prefix: folderOf(originals) + commonPrefix(asked) }];
  });
};

/** The longest prefix of all: one listing serves them all, and the Lambda skips other keys. */
const commonPrefix = ([first = '', ...others]: string[]) => {
  const isCommon = (length: number) => others.every((prefix) => prefix.startsWith(first.slice(0, length)));
  const lengths = Array.from({ length: first.length + 1 }, (_, length) => first.length - length);
  return first.slice(0, lengths.find(isCommon) ?? 0);
};

/** The state machine's role: step-functions/latest/dg/iam-policies-eg-dist-map.html, redrive-map-run.html. */
function role(scope: Construct, name: string, resources: BackfillResources): Role {
  const { derivatives, lambda } = resources;
  const listings = listingsOf(resources);
  const runs = (pattern: (label: string) => string) => listings.map(({ label }) => pattern(label));
  const states = `arn:${Aws.PARTITION}:states:${Stack.of(scope).region}:${Aws.ACCOUNT_ID}`;
  const allow = (resource: string, ...actions: string[]) => new PolicyStatement({ actions, resources: [resource] });
  const report = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
  const statements = [
    ...listings.map(
      ({ bucket, prefix }) =>
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [bucket.bucketArn],
          ...(prefix && { conditions: { StringEquals: { 's3:prefix': prefix } } }),
        }),
    ),
    allow(lambda.functionArn, 'lambda:InvokeFunction'),
    allow(derivatives.arnForObjects(`${reportFolder}/*`), ...report),
    ...keyStatements(derivatives, 'kms:Decrypt', 'kms:GenerateDataKey'),
    allow(`${states}:stateMachine:${name}`, 'states:StartExecution'),
    // The run and its batches.
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`${states}:execution:${name}:*`, ...runs((label) => `${states}:execution:${name}/${label}:*`)],
    }),
    new PolicyStatement({
      actions: ['states:RedriveExecution'],
      resources: runs((label) => `${states}:execution:${name}/${label}:*`),
    }),
  ];
  return new Role(scope, 'BackfillRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Backfill: new PolicyDocument({ statements }) },
  });
}
