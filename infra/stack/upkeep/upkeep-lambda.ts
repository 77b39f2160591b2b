import { Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { type Conditions, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  EventSourceMapping,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { folderOf } from '../../config/locations.ts';
import type { Config } from '../../config/schema.ts';
import { distributionArn, keepStatement, purgeStatements } from '../derivatives.ts';
import { readStatements } from '../originals.ts';

/** What the upkeep works on; all but the distribution is in the stack's region. */
type UpkeepResources = {
  config: Config;
  originals: IBucket;
  derivatives: IBucket | undefined;
  distributionId: string;
  directory: string;
};

// Seconds. Purging a batch of 50 changes takes some seconds; pre-generation some seconds for each, and SQS redelivers the changes
// that don't fit.
const timeout = 300;

/** The queue of changes and the Lambda that handles them (infra/upkeep/). */
export function upkeepLambda(stack: Stack, resources: UpkeepResources): { lambda: IFunction; deadLetters: Queue } {
  const { queue, deadLetters } = queues(stack);
  const { originals, config } = resources;
  sendChanges(stack, config, { originals, queue });
  const log = new LogGroup(stack, 'UpkeepLog', {
    logGroupName: `/${config.stackName}/upkeep`,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const lambda = new LambdaFunction(stack, 'Upkeep', {
    description: 'Purges and pre-generates derivatives when originals change',
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(resources.directory),
    memorySize: config.pregenerate ? config.memory : 256,
    timeout: Duration.seconds(timeout),
    role: role(stack, resources, { queue, log }),
    logGroup: log,
    environment: {
      ORIGINALS: originals.bucketName,
      DISTRIBUTION: resources.distributionId,
      ...(resources.derivatives && { DERIVATIVES: resources.derivatives.bucketName }),
    },
  });
  new EventSourceMapping(stack, 'UpkeepChanges', {
    target: lambda,
    eventSourceArn: queue.queueArn,
    // An upload of many files becomes few invalidations: CloudFront allows 15 wildcard paths in progress.
    batchSize: 50,
    maxBatchingWindow: Duration.seconds(20),
    maxConcurrency: 5,
    reportBatchItemFailures: true,
  });
  // CDK's types don't compile with exactOptionalPropertyTypes.
  return { lambda: lambda as IFunction, deadLetters };
}

function queues(stack: Stack) {
  const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new Queue(stack, 'UpkeepDeadLetters', { ...encrypted, retentionPeriod: Duration.days(14) });
  const queue = new Queue(stack, 'UpkeepQueue', {
    ...encrypted,
    // Six times the Lambda's timeout, so that a throttled batch can be retried within it (lambda/latest/dg/services-sqs-configure.html).
    visibilityTimeout: Duration.seconds(6 * timeout),
    // Less than the dead-letter queue's: a message keeps its age when it is moved there
    // (AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html).
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  return { queue, deadLetters };
}

/** S3 sends changes to EventBridge; a rule puts those of watched prefixes into the queue. */
function sendChanges(stack: Stack, config: Config, { originals, queue }: { originals: IBucket; queue: Queue }) {
  const watched = config.purge ? [''] : (config.pregenerate ?? []).map(({ prefix }) => prefix);
  const prefixes = watched.map((prefix) => folderOf(config.originals) + prefix);
  const rule = new Rule(stack, 'UpkeepRule', {
    description: 'Originals that were created, overwritten or deleted',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', ...(config.purge ? ['Object Deleted'] : [])],
      detail: {
        bucket: { name: [originals.bucketName] },
        ...(!prefixes.includes('') && { object: { key: prefixes.map((prefix) => ({ prefix })) } }),
      },
    },
    // CDK's own target would also let EventBridge read the queue's attributes.
    targets: [{ bind: () => ({ arn: queue.queueArn }) }],
  });
  const allowSend = (service: string, conditions: Conditions) =>
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions,
      }),
    );
  allowSend('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': rule.ruleArn } });
  // An existing bucket whose notifications are in use already may send them to the queue directly.
  if (config.originals.existing)
    allowSend('s3.amazonaws.com', {
      ArnEquals: { 'aws:SourceArn': originals.bucketArn },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    });
}

function role(stack: Stack, resources: UpkeepResources, { queue, log }: { queue: Queue; log: LogGroup }): Role {
  const { config, originals, derivatives, distributionId } = resources;
  const allow = (resource: string, ...actions: string[]) => new PolicyStatement({ actions, resources: [resource] });
  const policies: [name: string, statements: PolicyStatement[]][] = [
    ['FollowChanges', [allow(queue.queueArn, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes')]],
    ['ReadOriginals', readStatements(originals, config.originals)],
    ['WriteLog', [allow(log.logGroupArn, 'logs:CreateLogStream', 'logs:PutLogEvents')]],
  ];
  if (config.purge) {
    policies.push(['Invalidate', [allow(distributionArn(distributionId), 'cloudfront:CreateInvalidation')]]);
    if (derivatives) policies.push(['RemoveStale', purgeStatements(derivatives)]);
  }
  if (config.pregenerate && derivatives) policies.push(['KeepDerivatives', [keepStatement(derivatives)]]);
  return new Role(stack, 'UpkeepRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: Object.fromEntries(
      policies.map(([name, statements]) => [name, new PolicyDocument({ statements })]),
    ),
  });
}
