import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { logLine as edgeLine } from '../../../../edge/answer/log.ts';
import type { ConfigInput } from '../../../../infra/config/schema.ts';
import { logOutcome } from '../../../../infra/upkeep/log.ts';
import { config } from '../../../support/config.ts';
import { allowed, plainly, type Synthesized, synthesizer } from '../../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const existing = { bucket: 'photos', region: 'eu-west-1' };
const pregenerate = [
  { prefix: 'products/shoes/', queries: ['w=400'] },
  { prefix: 'products/shirts/', queries: ['w=400'] },
];
const topic = (region: string) => `arn:aws:sns:${region}:123456789012:alarms`;
const monitoring = { topicArns: [topic('us-east-1'), topic('eu-west-1')] };
const all: Partial<ConfigInput> = { purge: true, pregenerate, monitoring };
const { derivatives: _, ...bare } = config;
const originals = { access: 'private', prefix: 'site', existing } as const;

const own = synthesize();
const without = synthesize({}, bare);
const full = synthesize({ ...all, monitoring: { topicArns: [topic('us-east-1')] } });
const foreign = synthesize({ ...all, originals, originShieldRegion: 'eu-west-1' });
const purging = synthesize({ purge: true }, bare);
const pregenerating = synthesize({ pregenerate: [{ prefix: '', queries: ['w=400'] }] });
const regional = foreign.regional ?? own;
const keeper = foreign.keeper ?? own;
const watcher = foreign.watcher ?? own;

describe.each<[name: string, synthesized: Synthesized]>([
  ['neither bucket nor upkeep', without],
  ['everything', full],
  ['everything, the stack in us-east-1', foreign],
  ['everything, the stack beside an existing bucket', regional],
  ['everything, the stack of its derivatives', keeper],
  ['everything, the stack of its alarms', watcher],
  ['a purge alone', purging],
  ['pre-generation alone', pregenerating],
])('with %s', (_, { findings }) => {
  test('cdk-nag finds nothing that has no reason', () => {
    expect(findings.findError('*', Match.anyValue())).toEqual([]);
    expect(findings.findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('a stack beside the originals is there only where their bucket is elsewhere', () => {
  expect([own, without, full, purging].map(({ regional }) => regional)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(regional.stack.region).toBe('eu-west-1');
  expect(regional.stack.dependencies).toEqual([foreign.stack]);
  expect(keeper.stack.region).toBe('eu-west-1');
  // The bucket exists before the distribution that names it.
  expect(foreign.stack.dependencies).toEqual([keeper.stack]);
});

const originsOf = ({ template }: Synthesized) =>
  Object.values(template.findResources('AWS::CloudFront::Distribution'))[0]?.Properties.DistributionConfig.Origins;

describe('the derivatives bucket', () => {
  test('is created before the distribution that reads it, and deleted after it', () => {
    // A reference is an order: CloudFormation creates the bucket first.
    expect(plainly(originsOf(own)[1].DomainName)).toBe('{Derivatives}.s3.us-east-1.amazonaws.com');
    expect(plainly(originsOf(foreign)[1].DomainName)).toBe(
      '{edge-images-derivatives.DerivativesBucket in eu-west-1}.s3.eu-west-1.amazonaws.com',
    );
  });

  test.each<[trap: string, properties: object]>([
    ['has a name that no earlier bucket can have', { BucketName: Match.absent() }],
    ['is encrypted', { BucketEncryption: Match.anyValue() }],
    [
      'is private',
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    ],
    [
      'forgets',
      {
        LifecycleConfiguration: {
          Rules: [
            { ExpirationInDays: 90, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
          ],
        },
      },
    ],
  ])('%s', (_, properties) => {
    own.template.hasResourceProperties('AWS::S3::Bucket', properties);
    keeper.template.hasResourceProperties('AWS::S3::Bucket', properties);
  });

  test('is deleted with its stack, the originals stay', () => {
    const policies = Object.values(own.template.findResources('AWS::S3::Bucket')).map((each) => each.DeletionPolicy);
    expect(policies.sort()).toEqual(['Delete', 'RetainExceptOnCreate']);
  });

  test.each<[where: string, synthesized: Synthesized, distribution: string]>([
    ['in us-east-1', own, '{Distribution}'],
    ['elsewhere', keeper, '*'],
  ])('%s, CloudFront reads what redirects lead to, and nothing else', (_, { template }, distribution) => {
    const policies = Object.entries(template.findResources('AWS::S3::BucketPolicy'));
    const [, policy] = policies.find(([name]) => name.startsWith('Derivatives')) ?? [];
    const statements = policy?.Properties.PolicyDocument.Statement;
    const allowing = statements.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowing).toMatchObject([{ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }]);
    expect(plainly(allowing[0]?.Resource)).toBe('{Derivatives}/_/*');
    const condition = allowing[0]?.Condition;
    const arn = (condition.StringEquals ?? condition.ArnLike)['AWS:SourceArn'];
    expect(plainly(arn)).toBe(`arn:{Partition}:cloudfront::{AccountId}:distribution/${distribution}`);
    expect(statements).toContainEqual(expect.objectContaining({ Effect: 'Deny', Action: 's3:*' }));
  });

  test('is there only where it is configured', () => {
    without.template.resourceCountIs('AWS::S3::Bucket', 1);
    without.template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CacheBehaviors: [Match.objectLike({ PathPattern: '*.svg' })],
        Origins: [Match.objectLike({ OriginCustomHeaders: Match.absent() })],
      },
    });
  });
});

describe('the second behavior', () => {
  const [distribution] = Object.values(own.template.findResources('AWS::CloudFront::Distribution'));
  const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution?.Properties.DistributionConfig ?? {};

  test('reads `/_/` from the derivatives bucket, signed, without functions', () => {
    expect(CacheBehaviors).toHaveLength(2);
    expect(CacheBehaviors[0]).toMatchObject({
      PathPattern: '/_/*',
      TargetOriginId: Origins[1].Id,
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    expect(CacheBehaviors[0].ResponseHeadersPolicyId).not.toEqual(DefaultCacheBehavior.ResponseHeadersPolicyId);
    expect(CacheBehaviors[0]).not.toHaveProperty('FunctionAssociations');
    expect(CacheBehaviors[0]).not.toHaveProperty('LambdaFunctionAssociations');
    expect(plainly(Origins[1].DomainName)).toBe('{Derivatives}.s3.us-east-1.amazonaws.com');
    expect(Origins[1]).toHaveProperty('OriginAccessControlId');
    expect(Origins[1]).not.toHaveProperty('OriginPath');
  });

  test('passes preflights on to S3, which has rules for them', () => {
    // CloudFront's managed policy CORS-S3Origin.
    expect(CacheBehaviors[0].OriginRequestPolicyId).toBe('88a5eaf4-2fd4-4709-b370-b4c650ea3fcf');
    own.template.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'], AllowedHeaders: ['*'], MaxAge: 86_400 }],
      },
    });
  });

  test('is cached for as long as it says, under its path alone', () => {
    own.template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        Name: 'edge-images-large-derivatives',
        MinTTL: 0,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: {
          QueryStringsConfig: { QueryStringBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: 'none' },
          CookiesConfig: { CookieBehavior: 'none' },
        },
      },
    });
  });

  test('its bucket is named to the Lambda by a header of the other origin', () => {
    const [{ HeaderName, HeaderValue }] = Origins[0].OriginCustomHeaders;
    expect([HeaderName, plainly(HeaderValue)]).toEqual(['x-derivatives-bucket', plainly(Origins[1].DomainName)]);
    expect(Origins[1]).not.toHaveProperty('OriginCustomHeaders');
  });
});

describe('the events of the originals', () => {
  test('a new bucket sends them to EventBridge, by no function of CDK', () => {
    const sends = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
    full.template.hasResourceProperties('AWS::S3::Bucket', sends);
    full.template.resourceCountIs('AWS::Lambda::Function', 2);
    own.template.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: Match.absent() });
  });

  const key = (...prefixes: string[]) => ({ key: prefixes.map((prefix) => ({ prefix })) });
  test.each<[what: string, synthesized: Synthesized, types: string[], object: unknown]>([
    ['everything of a purge', full, ['Object Created', 'Object Deleted'], undefined],
    ['of the served folder', regional, ['Object Created', 'Object Deleted'], key('site/')],
    ['uploads for a pre-generation', pregenerating, ['Object Created'], undefined],
    [
      'uploads below its prefixes',
      synthesize({ pregenerate }),
      ['Object Created'],
      key('products/shoes/', 'products/shirts/'),
    ],
  ])('%s reach the queue', (_, { template }, types, object) => {
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue', { Properties: { VisibilityTimeout: 1800 } }));
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], 'detail-type': types, detail: { object: object ?? Match.absent() } },
      Targets: [{ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } }],
    });
  });

  test('of another bucket do not', () => {
    const bucket = ({ template }: Synthesized) =>
      Object.values(template.findResources('AWS::Events::Rule')).map(
        (rule) => rule.Properties.EventPattern.detail.bucket.name,
      );
    expect(bucket(regional)).toEqual([['photos']]);
    expect(bucket(full).flat().map(plainly)).toEqual(['{Originals}']);
  });
});

describe('the queue', () => {
  test('is encrypted, waits for its function, and lays aside what fails five times', () => {
    const [letters] = Object.keys(
      full.template.findResources('AWS::SQS::Queue', { Properties: { MessageRetentionPeriod: 1_209_600 } }),
    );
    full.template.resourceCountIs('AWS::SQS::Queue', 2);
    full.template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    full.template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 6 * 300,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': [letters, 'Arn'] } },
    });
    full.template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 300 });
  });

  test('is taken from in batches, few at a time, of which single messages may fail', () => {
    full.template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 20,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  const senders = ({ template }: Synthesized) =>
    Object.values(template.findResources('AWS::SQS::QueuePolicy'))
      .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Principal, Condition }) => [
        Action,
        Principal.Service,
        plainly(Condition.ArnEquals['aws:SourceArn']),
      ]);

  test('accepts messages from the rule and from an existing bucket only', () => {
    expect(senders(full)).toEqual([['sqs:SendMessage', 'events.amazonaws.com', '{UpkeepRule}']]);
    expect(senders(regional)).toEqual([
      ['sqs:SendMessage', 'events.amazonaws.com', '{UpkeepRule}'],
      ['sqs:SendMessage', 's3.amazonaws.com', 'arn:{Partition}:s3:::photos'],
    ]);
  });

  test('takes nothing that is not encrypted on its way', () => {
    full.template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    full.template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});

describe('the role of the upkeep may', () => {
  const queue = ['sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes', '{UpkeepQueue}'];
  const log = ['logs:CreateLogStream logs:PutLogEvents', '{UpkeepLog}'];
  const list = (bucket: string) => ['s3:ListBucket', bucket, '{"StringLike":{"s3:prefix":["kept/*","_/*"]}}'];
  const remove = (bucket: string) => ['s3:DeleteObject', `${bucket}/kept/* ${bucket}/_/*`];
  const keep = (bucket: string) => ['s3:GetObject s3:PutObject', `${bucket}/kept/* ${bucket}/_/*`];
  const all = (bucket: string) => [list(bucket), remove(bucket), keep(bucket)];
  const elsewhere = 'arn:{Partition}:s3:::{edge-images-derivatives.DerivativesBucket in eu-west-1}';
  const invalidate = (distribution: string) => [
    'cloudfront:CreateInvalidation',
    `arn:{Partition}:cloudfront::{AccountId}:distribution/${distribution}`,
  ];
  const read = (objects: string, bucket: string) => [
    ['s3:GetObject', objects],
    ['s3:ListBucket', bucket],
  ];
  const ours = read('{Originals}/*', '{Originals}');
  const theirs = read('arn:{Partition}:s3:::photos/site/*', 'arn:{Partition}:s3:::photos');

  test.each<[what: string, synthesized: Synthesized, statements: string[][]]>([
    ['do everything', full, [queue, ...ours, log, invalidate('{Distribution}'), ...all('{Derivatives}')]],
    [
      'do everything beside an existing bucket',
      regional,
      [queue, ...theirs, log, invalidate('{edge-images.DistributionId in us-east-1}'), ...all(elsewhere)],
    ],
    ['purge without a bucket: invalidate', purging, [queue, ...ours, log, invalidate('{Distribution}')]],
    ['pre-generate: keep, remove nothing', pregenerating, [queue, ...ours, log, keep('{Derivatives}')]],
  ])('%s', (_, { template }, statements) => {
    expect(allowed(template, 'UpkeepRole')).toEqual(statements);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });
});

test.each<[what: string, synthesized: Synthesized, memory: number, variables: object]>([
  [
    'makes derivatives as the edge does',
    full,
    config.memory,
    { ORIGINALS: '{Originals}', DERIVATIVES: '{Derivatives}', DISTRIBUTION: '{Distribution}' },
  ],
  [
    'knows the places beside an existing bucket',
    regional,
    config.memory,
    {
      ORIGINALS: 'photos',
      DERIVATIVES: '{edge-images-derivatives.DerivativesBucket in eu-west-1}',
      DISTRIBUTION: '{edge-images.DistributionId in us-east-1}',
    },
  ],
  ['only tells CloudFront', purging, 256, { ORIGINALS: '{Originals}', DISTRIBUTION: '{Distribution}' }],
])('the function %s', (_, { template }, MemorySize, variables) => {
  const [[, { Properties }] = ['', { Properties: undefined }]] = Object.entries(
    template.findResources('AWS::Lambda::Function'),
  ).filter(([name]) => name.startsWith('Upkeep'));
  expect(Properties).toMatchObject({
    MemorySize,
    Architectures: ['x86_64'],
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
  });
  const given = Object.entries(Properties.Environment.Variables).map(([name, value]) => [name, plainly(value)]);
  expect(Object.fromEntries(given)).toEqual(variables);
});

const ofSeveral = synthesize({
  pregenerate: [{ prefix: 'shop/new/', queries: ['w=400'] }],
  originals: { access: 'public', secondary: { bucket: 'old', region: 'us-east-1' } },
  buckets: [
    { path: '/shop/*', bucket: 'shop', region: 'us-east-1' },
    { path: '/press/*', bucket: 'press', region: 'us-east-1' },
    { path: '*.gif', bucket: 'gifs', region: 'us-east-1', prefix: 'site' },
  ],
});

describe('the backfill', () => {
  const definition = ({ template }: Synthesized) => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    return JSON.parse(plainly(machine?.Properties.DefinitionString));
  };

  test('lists the matching originals, passes them on in batches, and writes a report', () => {
    const { StartAt, States } = definition(regional);
    expect(States[StartAt]).toMatchObject({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:{Partition}:states:::s3:listObjectsV2',
        Parameters: { Bucket: 'photos', Prefix: 'site/products/sh' },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      MaxConcurrency: 20,
      ToleratedFailurePercentage: 5,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ResultWriter: {
        Resource: 'arn:{Partition}:states:::s3:putObject',
        Parameters: { Bucket: '{edge-images-derivatives.DerivativesBucket in eu-west-1}', Prefix: 'backfill' },
      },
      End: true,
    });
    expect(definition(pregenerating).States[StartAt].ItemReader.Parameters).toEqual({ Bucket: '{Originals}' });
  });

  test('of several buckets lists one after the other, each below what its paths can begin with, and passes its name on', () => {
    const { StartAt, States } = definition(ofSeveral);
    const shown = Object.entries<Record<string, Record<string, object>>>(States).map(([label, state]) => [
      label,
      state.Label,
      state.ItemReader?.Parameters,
      state.ItemBatcher?.BatchInput,
      state.Next ?? state.End,
    ]);
    expect(StartAt).toBe('Originals');
    expect(shown).toEqual([
      [
        'Originals',
        'Originals',
        { Bucket: '{Originals}', Prefix: 'shop/new/' },
        { bucket: '{Originals}' },
        'Originals1',
      ],
      ['Originals1', 'Originals1', { Bucket: 'shop', Prefix: 'shop/new/' }, { bucket: 'shop' }, 'Originals3'],
      ['Originals3', 'Originals3', { Bucket: 'gifs', Prefix: 'site/shop/new/' }, { bucket: 'gifs' }, 'Originals4'],
      ['Originals4', 'Originals4', { Bucket: 'old', Prefix: 'shop/new/' }, { bucket: 'old' }, true],
    ]);
  });

  test('a batch is a task of the same function, tried four times', () => {
    const { ItemProcessor } = definition(full).States.Originals;
    expect(ItemProcessor.States[ItemProcessor.StartAt]).toMatchObject({
      Type: 'Task',
      Resource: 'arn:{Partition}:states:::lambda:invoke',
      Parameters: { FunctionName: expect.stringMatching(/^\{Upkeep/), 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }],
      End: true,
    });
  });

  test('its role may list, invoke that function, write reports, run and redrive its own executions, and nothing else', () => {
    const states = 'arn:{Partition}:states:eu-west-1:{AccountId}';
    expect(allowed(regional.template, 'BackfillRole')).toEqual([
      ['s3:ListBucket', 'arn:{Partition}:s3:::photos', '{"StringEquals":{"s3:prefix":"site/products/sh"}}'],
      ['lambda:InvokeFunction', expect.stringMatching(/^\{Upkeep/)],
      [
        's3:PutObject s3:GetObject s3:ListMultipartUploadParts s3:AbortMultipartUpload',
        'arn:{Partition}:s3:::{edge-images-derivatives.DerivativesBucket in eu-west-1}/backfill/*',
      ],
      ['states:StartExecution', `${states}:stateMachine:edge-images-backfill`],
      [
        'states:DescribeExecution states:StopExecution',
        `${states}:execution:edge-images-backfill:* ${states}:execution:edge-images-backfill/Originals:*`,
      ],
      ['states:RedriveExecution', `${states}:execution:edge-images-backfill/Originals:*`],
    ]);
  });

  test('exists only with something to pre-generate, and outputs its start command', () => {
    purging.template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    const [output] = Object.values(regional.template.findOutputs('BackfillCommand'));
    expect(plainly(output?.Value)).toMatch(
      /^aws stepfunctions start-execution --region eu-west-1 --state-machine-arn \{/,
    );
  });
});

describe('monitoring', () => {
  const alarms = ({ template }: Synthesized) =>
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([name, { Properties }]) => [
      name.replace(/Alarm.*/, ''),
      Properties.Threshold,
      ...Properties.AlarmActions,
    ]);

  const distributionAlarms = [
    ['Failing', 5, topic('us-east-1')],
    ['ViewerErrors', 0, topic('us-east-1')],
    ['ViewerInvalid', 0, topic('us-east-1')],
    ['ViewerThrottles', 0, topic('us-east-1')],
    ['ViewerCompute', 80, topic('us-east-1')],
  ];
  const edgeAlarms = (region: string) => [
    ['PassedThrough', 20, topic(region)],
    ['EdgeErrors', 0, topic(region)],
    ['EdgeThrottles', 0, topic(region)],
    ['EdgeConcurrency', 800, topic(region)],
    ['Growth', 20_000, topic(region)],
  ];

  test.each<[where: string, synthesized: Synthesized, alarms: unknown[][]]>([
    ['in one stack', full, [['DeadLetters', 0, topic('us-east-1')], ...distributionAlarms, ...edgeAlarms('us-east-1')]],
    ['of the distribution', foreign, distributionAlarms],
    ['beside the originals', regional, [['DeadLetters', 0, topic('eu-west-1')]]],
    ['where the edge runs', watcher, edgeAlarms('eu-west-1')],
    ['not asked for', own, []],
  ])('alarms %s are sent to the topics of their region', (_, synthesized, expected) => {
    expect(alarms(synthesized)).toEqual(expected);
  });

  test("replicas are watched by the function's name in the stack of us-east-1", () => {
    const [metric] = Object.entries(watcher.template.findResources('AWS::CloudWatch::Alarm'))
      .filter(([name]) => name.startsWith('EdgeErrors'))
      .map(([, { Properties }]) => plainly(Properties.Dimensions[0].Value));
    expect(metric).toBe('us-east-1.{edge-images.FunctionName in us-east-1}');
  });

  const [dashboard] = Object.values(foreign.template.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets } = JSON.parse(plainly(dashboard?.Properties.DashboardBody));

  test('the dashboard shows what the log lines count', () => {
    const text = JSON.stringify(widgets);
    const shown = [...text.matchAll(/"EdgeImages","(\w+)"/g)].map(([, name]) => name);
    expect(shown.length).toBeGreaterThan(10);
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const timings = { lookup: 1, read: 1, decode: 1, encode: 1, keep: 1 };
    const derivative = { how: 'made' as const, type: 'image/webp', bytesIn: 1, bytesOut: 1, timings };
    edgeLine({ stack: 'images', path: '/a.jpg', variant: { w: 1 }, derivative }, write);
    const none = { made: 0, kept: 0, removed: 0, invalidated: [], underivable: [], failures: [] };
    logOutcome('images', none, write);
    const counted = lines.flatMap((line) =>
      JSON.parse(line)._aws.CloudWatchMetrics.flatMap(({ Metrics }: { Metrics: { Name: string }[] }) =>
        Metrics.map(({ Name }) => Name),
      ),
    );
    expect(shown.filter((name) => !counted.includes(name))).toEqual([]);
  });

  test('the dashboard shows the metrics of the region that makes them', () => {
    const shown: [string, string][] = widgets.flatMap(
      ({ properties }: { properties: { region: string; metrics: string[][] } }) =>
        properties.metrics.map(([namespace]) => [namespace, properties.region]),
    );
    expect(new Set(shown.map(String))).toEqual(
      new Set(['AWS/CloudFront,us-east-1', 'EdgeImages,eu-west-1', '[object Object],eu-west-1']),
    );
  });
});
