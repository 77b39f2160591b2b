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

/** What the upkeep works on; all but the distribution lies in the stack's region. */
export type Upkept = {
  config: Config;
  originals: IBucket;
  derivatives: IBucket | undefined;
  distributionId: string;
  directory: string;
};

// Seconds. A batch of 50 changes takes some seconds to purge; to pre-generate, some seconds each, and what does not fit
// comes again.
const timeout = 300;

/** The queue of changes, and the Lambda that follows them (infra/upkeep/). */
export function upkeepLambda(stack: Stack, upkept: Upkept): { lambda: IFunction; deadLetters: Queue } {
  const { queue, deadLetters } = queues(stack);
  const { originals, config } = upkept;
  watchOriginals(stack, config, { originals, queue });
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
    code: Code.fromAsset(upkept.directory),
    memorySize: config.pregenerate ? config.memory : 256,
    timeout: Duration.seconds(timeout),
    role: role(stack, upkept, { queue, log }),
    logGroup: log,
    environment: {
      ORIGINALS: originals.bucketName,
      DISTRIBUTION: upkept.distributionId,
      ...(upkept.derivatives && { DERIVATIVES: upkept.derivatives.bucketName }),
    },
  });
  new EventSourceMapping(stack, 'UpkeepChanges', {
    target: lambda,
    eventSourceArn: queue.queueArn,
    // An upload of many files becomes few invalidations, and few at a time: CloudFront takes 15 wildcards in progress.
    batchSize: 50,
    maxBatchingWindow: Duration.seconds(20),
    maxConcurrency: 5,
    reportBatchItemFailures: true,
  });
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  return { lambda: lambda as IFunction, deadLetters };
}

function queues(stack: Stack) {
  const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new Queue(stack, 'UpkeepDeadLetters', { ...secure, retentionPeriod: Duration.days(14) });
  const queue = new Queue(stack, 'UpkeepQueue', {
    ...secure,
    // Six times the function's: Lambda tries a throttled batch again within it (lambda/latest/dg/services-sqs-configure.html).
    visibilityTimeout: Duration.seconds(6 * timeout),
    // Less than the dead letters': a message keeps its age when it is laid aside
    // (AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html).
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  return { queue, deadLetters };
}

/** S3 tells EventBridge of changes; a rule puts those that matter into the queue. */
function watchOriginals(stack: Stack, config: Config, { originals, queue }: { originals: IBucket; queue: Queue }) {
  const watched = config.purge ? [''] : (config.pregenerate ?? []).map(({ prefix }) => prefix);
  const prefixes = watched.map((prefix) => folderOf(config.originals) + prefix);
  const rule = new Rule(stack, 'UpkeepRule', {
    description: 'Originals that came, changed or went',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', ...(config.purge ? ['Object Deleted'] : [])],
      detail: {
        bucket: { name: [originals.bucketName] },
        ...(!prefixes.includes('') && { object: { key: prefixes.map((prefix) => ({ prefix })) } }),
      },
    },
    // CDK's own target would also let EventBridge look at the queue.
    targets: [{ bind: () => ({ arn: queue.queueArn }) }],
  });
  const mayTell = (service: string, conditions: Conditions) =>
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions,
      }),
    );
  mayTell('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': rule.ruleArn } });
  // A bucket whose own notifications are in use already may send them here itself.
  if (config.originals.existing)
    mayTell('s3.amazonaws.com', {
      ArnEquals: { 'aws:SourceArn': originals.bucketArn },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    });
}

function role(stack: Stack, upkept: Upkept, { queue, log }: { queue: Queue; log: LogGroup }): Role {
  const { config, originals, derivatives, distributionId } = upkept;
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
