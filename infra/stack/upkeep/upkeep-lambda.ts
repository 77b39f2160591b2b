import { Aws, Duration } from 'aws-cdk-lib';
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
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { folderOf, hasBuckets } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { keepStatements, purgeStatements } from '../buckets/derivatives.ts';
import { existingBuckets, readAllStatements } from '../buckets/originals.ts';
import type { Buckets } from '../deployment.ts';
import { distributionArn } from '../distribution/distribution-arn.ts';
import { logGroup, writeLogStatement } from '../monitoring/log-group.ts';

/** What the upkeep works on; all but the distribution is in the stack's region. */
type UpkeepResources = Buckets & { config: Config; distributionId: string; code: string };

// Seconds. Purging a batch of 50 changes takes some seconds; pre-generation some seconds for each, and SQS redelivers the changes
// that don't fit.
const timeout = 300;

/** The queue of changes and the Lambda that handles them (infra/upkeep/). */
export function upkeepLambda(scope: Construct, resources: UpkeepResources): { lambda: IFunction; deadLetters: Queue } {
  const { queue, deadLetters } = queues(scope);
  const { originals, config } = resources;
  sendChanges(scope, resources, queue);
  const log = logGroup(scope, config, { id: 'UpkeepLog', name: 'upkeep', key: resources.logKey });
  const lambda = new LambdaFunction(scope, 'Upkeep', {
    description: 'Purges and pre-generates derivatives when originals change',
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(resources.code),
    memorySize: config.pregenerate ? config.memory : 256,
    timeout: Duration.seconds(timeout),
    role: role(scope, resources, { queue, log }),
    logGroup: log,
    environment: {
      ORIGINALS: originals.bucketName,
      DISTRIBUTION: resources.distributionId,
      ...(resources.derivatives && { DERIVATIVES: resources.derivatives.bucketName }),
    },
  });
  new EventSourceMapping(scope, 'UpkeepChanges', {
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

function queues(scope: Construct) {
  const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new Queue(scope, 'UpkeepDeadLetters', { ...encrypted, retentionPeriod: Duration.days(14) });
  const queue = new Queue(scope, 'UpkeepQueue', {
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
function sendChanges(scope: Construct, resources: UpkeepResources, queue: Queue) {
  const { config, originals } = resources;
  const further = hasBuckets(config) ? existingBuckets(config, resources) : [];
  const watched = config.purge ? [''] : (config.pregenerate ?? []).map(({ prefix }) => prefix);
  const prefixes = watched.map((prefix) => folderOf(config.originals) + prefix);
  const rule = new Rule(scope, 'UpkeepRule', {
    description: 'Originals that were created, overwritten or deleted',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', ...(config.purge ? ['Object Deleted'] : [])],
      detail: {
        bucket: { name: [...new Set([originals, ...further].map(({ bucketName }) => bucketName))] },
        // Each of several buckets has a folder of its own, which the Lambda knows.
        ...(!hasBuckets(config) &&
          !prefixes.includes('') && { object: { key: prefixes.map((prefix) => ({ prefix })) } }),
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
  const senders = new Set(existingBuckets(config, resources).map(({ bucketArn }) => bucketArn));
  if (senders.size > 0)
    allowSend('s3.amazonaws.com', {
      ArnEquals: { 'aws:SourceArn': senders.size === 1 ? [...senders].join() : [...senders] },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    });
}

function role(scope: Construct, resources: UpkeepResources, { queue, log }: { queue: Queue; log: LogGroup }): Role {
  const { config, derivatives, distributionId } = resources;
  const allow = (resource: string, ...actions: string[]) => new PolicyStatement({ actions, resources: [resource] });
  const policies: [name: string, statements: PolicyStatement[]][] = [
    ['FollowChanges', [allow(queue.queueArn, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes')]],
    ['ReadOriginals', readAllStatements(config, resources)],
    ['WriteLog', [writeLogStatement(log)]],
  ];
  if (config.purge) {
    policies.push(['Invalidate', [allow(distributionArn(distributionId), 'cloudfront:CreateInvalidation')]]);
    if (derivatives) policies.push(['RemoveStale', purgeStatements(derivatives, config)]);
  }
  if (config.pregenerate && derivatives) policies.push(['KeepDerivatives', keepStatements(derivatives, config)]);
  return new Role(scope, 'UpkeepRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: Object.fromEntries(
      policies.map(([name, statements]) => [name, new PolicyDocument({ statements })]),
    ),
  });
}
