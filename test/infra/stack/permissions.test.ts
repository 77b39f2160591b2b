import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { config } from '../../support/config.ts';
import { configurations } from '../../support/configurations.ts';
import { type AwsRequest, isAllowed, type Statement } from '../../support/iam.ts';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const account = '123456789012';
const bucketsKeyArn = `arn:aws:kms:us-east-1:${account}:key/buckets`;

/** What a role may be asked for, and much that none may do: each row is simulated for every role of every configuration. */
const requestsFor = ({
  originals,
  buckets = [],
  stackName = '',
  attach,
}: ConfigInput): { [name: string]: AwsRequest } => {
  const { prefix, existing } = originals;
  const bucket = `arn:aws:s3:::${existing?.bucket ?? 'originals'}`;
  const folder = prefix ? `${prefix}/` : '';
  const region = existing?.region ?? 'us-east-1';
  const derivatives = 'arn:aws:s3:::derivatives';
  const s3 = (action: string, resource: string, listed?: string): AwsRequest => ({
    action: `s3:${action}`,
    resource,
    ...(listed !== undefined && { context: { 's3:prefix': listed } }),
  });
  const rows = [...buckets, ...(originals.secondary ? [originals.secondary] : [])];
  const ofOthers = rows.flatMap(({ bucket, prefix, kmsKeyArn }, at): [string, AwsRequest][] => {
    const arn = `arn:aws:s3:::${bucket}`;
    const folder = prefix ? `${prefix}/` : '';
    return [
      [`read an original of row ${at}`, s3('GetObject', `${arn}/${folder}a.jpg`)],
      [`read outside of the folder of row ${at}`, s3('GetObject', `${arn}/elsewhere/a.jpg`)],
      [`write an original of row ${at}`, s3('PutObject', `${arn}/${folder}a.jpg`)],
      [`list originals of row ${at}`, s3('ListBucket', arn, folder)],
      [`list originals of row ${at} to be made`, s3('ListBucket', arn, `${folder}shop/new/`)],
      ...(kmsKeyArn
        ? [[`decrypt originals of row ${at}`, { action: 'kms:Decrypt', resource: kmsKeyArn }] as const]
        : []),
    ].map(([name, request]): [string, AwsRequest] => [String(name), request as AwsRequest]);
  });
  const log = (group: string, action = 'PutLogEvents'): AwsRequest => ({
    action: `logs:${action}`,
    resource: `arn:aws:logs:eu-west-1:${account}:log-group:${group}:log-stream:x`,
  });
  const keyed = (action: string, via: string): AwsRequest => ({
    action: `kms:${action}`,
    resource: bucketsKeyArn,
    context: { 'kms:ViaService': via },
  });
  return {
    ...Object.fromEntries(ofOthers),
    'read an original': s3('GetObject', `${bucket}/${folder}a.jpg`),
    'read outside of the served folder': s3('GetObject', `${bucket}/elsewhere/a.jpg`),
    'write an original': s3('PutObject', `${bucket}/${folder}a.jpg`),
    'delete an original': s3('DeleteObject', `${bucket}/${folder}a.jpg`),
    'open an original': s3('PutObjectAcl', `${bucket}/${folder}a.jpg`),
    'list originals': s3('ListBucket', bucket, `${folder}b/`),
    'list originals to be made': s3('ListBucket', bucket, `${folder}products/`),
    'change the policy of the bucket': s3('PutBucketPolicy', bucket),
    'read another bucket': s3('GetObject', 'arn:aws:s3:::another/a.jpg'),
    'list another bucket': s3('ListBucket', 'arn:aws:s3:::another', ''),
    'read a derivative': s3('GetObject', `${derivatives}/kept/a`),
    'write a derivative': s3('PutObject', `${derivatives}/${attach ? `_${stackName}` : '_'}/a`),
    'delete a derivative': s3('DeleteObject', `${derivatives}/kept/a`),
    'list derivatives': s3('ListBucket', derivatives, 'kept/a'),
    'list everything beside derivatives': s3('ListBucket', derivatives, ''),
    'write a report': s3('PutObject', `${derivatives}/backfill/a`),
    'write beside derivatives': s3('PutObject', `${derivatives}/a`),
    'delete the bucket': s3('DeleteBucket', derivatives),
    'decrypt originals': { action: 'kms:Decrypt', resource: existing?.kmsKeyArn ?? 'arn:aws:kms:eu-west-1:1:key/none' },
    'decrypt with another key': { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${account}:key/other` },
    'decrypt through S3 with the key of the buckets': keyed('Decrypt', `s3.${region}.amazonaws.com`),
    'encrypt through S3 with the key of the buckets': keyed('GenerateDataKey', `s3.${region}.amazonaws.com`),
    'decrypt with the key of the buckets, not through S3': keyed('Decrypt', 'another'),
    'delete the key of the buckets': keyed('ScheduleKeyDeletion', `s3.${region}.amazonaws.com`),
    'write the log of the edge': log(`/${stackName}/origin-response`),
    'write a log of its own': log('own'),
    'write another log': log('/another/origin-response'),
    'read the log': log(`/${stackName}/origin-response`, 'GetLogEvents'),
    invalidate: {
      action: 'cloudfront:CreateInvalidation',
      resource: `arn:aws:cloudfront::${account}:distribution/own`,
    },
    'invalidate another distribution': {
      action: 'cloudfront:CreateInvalidation',
      resource: `arn:aws:cloudfront::${account}:distribution/other`,
    },
    'change the distribution': {
      action: 'cloudfront:UpdateDistribution',
      resource: `arn:aws:cloudfront::${account}:distribution/own`,
    },
    'receive changes': { action: 'sqs:ReceiveMessage', resource: 'queue' },
    'receive from another queue': { action: 'sqs:ReceiveMessage', resource: `arn:aws:sqs:us-east-1:${account}:other` },
    'run the upkeep': { action: 'lambda:InvokeFunction', resource: 'upkeep' },
    'run another function': {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:us-east-1:${account}:function:other`,
    },
    'change the function': { action: 'lambda:UpdateFunctionCode', resource: 'upkeep' },
    'run the backfill': {
      action: 'states:StartExecution',
      resource: `arn:aws:states:${region}:${account}:stateMachine:${stackName}-backfill`,
    },
    'run another state machine': {
      action: 'states:StartExecution',
      resource: `arn:aws:states:${region}:${account}:stateMachine:other`,
    },
    'pass a role': { action: 'iam:PassRole', resource: `arn:aws:iam::${account}:role/any` },
    'take a role': { action: 'sts:AssumeRole', resource: `arn:aws:iam::${account}:role/any` },
    'read a secret': {
      action: 'secretsmanager:GetSecretValue',
      resource: `arn:aws:secretsmanager:us-east-1:${account}:secret:any`,
    },
  };
};

/** What each role needs, and therefore may do. Without a prefix the whole bucket is the served folder. */
const needsOf = (role: string, chosen: ConfigInput): string[] => {
  const { originals, derivatives, purge, pregenerate, kms, buckets = [] } = chosen;
  const decrypting = kms ? ['decrypt through S3 with the key of the buckets'] : [];
  const encrypting = kms ? [...decrypting, 'encrypt through S3 with the key of the buckets'] : [];
  const reading = [
    'read an original',
    ...(originals.prefix ? [] : ['read outside of the served folder']),
    // S3 says 404 for a missing key only to who may list.
    ...['list originals', 'list originals to be made'],
    ...(originals.existing?.kmsKeyArn ? ['decrypt originals'] : []),
    ...(originals.existing ? [] : decrypting),
  ];
  // A row of the first bucket may be read where that may be.
  const rows: { bucket: string; path?: string; prefix?: string | undefined; kmsKeyArn?: string | undefined }[] = [
    ...buckets,
    ...(originals.secondary ? [originals.secondary] : []),
  ];
  const ofOthers = rows.flatMap(({ bucket, prefix, kmsKeyArn }, at) => [
    `read an original of row ${at}`,
    ...(prefix && bucket !== originals.existing?.bucket ? [] : [`read outside of the folder of row ${at}`]),
    `list originals of row ${at}`,
    `list originals of row ${at} to be made`,
    ...(kmsKeyArn ? [`decrypt originals of row ${at}`] : []),
  ]);
  // A row whose paths begin otherwise than what is made is not listed.
  const made = pregenerate?.map(({ prefix }) => prefix) ?? [];
  const listing = made.includes('shop/new/')
    ? rows.flatMap(({ path }, at) =>
        /^\/(shop\/)?\*/.test(path ?? '/*') ? [`list originals of row ${at} to be made`] : [],
      )
    : ['list originals to be made'];
  const keeping = ['read a derivative', 'write a derivative', ...encrypting];
  const needs: { [role: string]: string[] } = {
    LambdaRole: [...reading, ...ofOthers, ...(derivatives ? keeping : []), 'write the log of the edge'],
    CanaryRole: ['write a log of its own'],
    RegionalRole: [...reading, ...ofOthers, ...(derivatives ? keeping : []), 'write a log of its own'],
    UpkeepRole: [
      ...reading,
      ...ofOthers,
      ...(purge ? ['invalidate', ...(derivatives ? ['delete a derivative', 'list derivatives'] : [])] : []),
      ...(derivatives && pregenerate ? keeping : []),
      ...['receive changes', 'write a log of its own'],
    ],
    BackfillRole: [...listing, ...['run the backfill', 'run the upkeep', 'write a report', ...encrypting]],
  };
  return [...new Set(needs[role])];
};

/** The statements of each role, with names in place of what CloudFormation will fill in. */
const rolesOf = (template: Template, { originals }: ConfigInput): [role: string, statements: Statement[]][] => {
  const bucket = originals.existing?.bucket ?? 'originals';
  const concrete = (resource: unknown) =>
    plainly(resource)
      // Within a stack of another app.
      .replaceAll(/\{Images(?!$)/g, '{')
      .replace(/distribution\/(\{Site\}|E2EXAMPLE1)/, 'distribution/own')
      .replaceAll('{Partition}', 'aws')
      .replaceAll('{AccountId}', account)
      .replace(/\{[\w-]+\.OriginalsBucket in [\w-]+\}/, bucket)
      .replace(/^\{Originals\}/, `arn:aws:s3:::${bucket}`)
      .replace(/^\{Derivatives\}/, 'arn:aws:s3:::derivatives')
      .replace(/\{(Derivatives|[^}]*DerivativesBucket[^}]*)\}/, 'derivatives')
      .replace(/\{(Distribution|[^}]*DistributionId[^}]*)\}/, 'own')
      .replace(/^\{(BucketsKey|[^}]*BucketsKeyArn[^}]*)\}$/, bucketsKeyArn)
      .replace(/^\{(Upkeep|Regional|Canary)Log\}/, `arn:aws:logs:eu-west-1:${account}:log-group:own`)
      .replace(/^(arn:aws:logs:[^:]*:\d+:log-group:own)$/, '$1:*')
      .replace(/^\{UpkeepQueue\}$/, 'queue')
      .replace(/^\{Upkeep\}(:\*)?$/, 'upkeep');
  return Object.entries(template.findResources('AWS::IAM::Role')).map(([id, { Properties }]) => [
    id.replace(/[0-9A-F]{8}$/, '').replace(/^Images/, ''),
    Properties.Policies.flatMap(
      (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
    ).map((statement: Statement) => ({ ...statement, Resource: [statement.Resource].flat().map(concrete) })),
  ]);
};

const stacksOf = ({
  regional,
  keeper,
  watcher,
  door,
  candidate,
  ...images
}: ReturnType<typeof synthesize>): Synthesized[] =>
  [images, regional, keeper, watcher, door, candidate].filter((each) => each !== undefined);

describe('every role may do what it needs, and nothing else', () => {
  test.each(Object.entries(configurations))('%s', (_, changes) => {
    const chosen: ConfigInput = { ...config, ...changes };
    // The next release has a log of its own.
    const requestsOf = ({ stackName }: Stack) =>
      Object.entries(requestsFor(stackName.endsWith('-candidate') ? { ...chosen, stackName } : chosen));
    const roles = stacksOf(synthesize(changes)).flatMap(({ template, stack }) =>
      rolesOf(template, chosen).map(([role, statements]) => ({ role, statements, requests: requestsOf(stack) })),
    );
    expect(roles.length).toBeGreaterThan(0);
    for (const { role, statements, requests } of roles) {
      const allowed = requests.flatMap(([name, request]) => (isAllowed(statements, request) ? [name] : []));
      expect([role, ...allowed.sort()]).toEqual([role, ...needsOf(role, chosen).sort()]);
    }
  });
});

describe('the simulation decides as IAM does', () => {
  const read: Statement = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::a/*' };
  const deny: Statement = { Effect: 'Deny', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/secret?'] };
  const list: Statement = {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::a',
    Condition: { StringLike: { 's3:prefix': ['x/*'] } },
  };
  test.each<[request: string, allowed: boolean, action: string, resource: string, prefix?: string]>([
    ['a pattern', true, 's3:GetObject', 'arn:aws:s3:::a/b/c'],
    ['the case of an action', true, 'S3:getobject', 'arn:aws:s3:::a/b'],
    ['another action', false, 's3:PutObject', 'arn:aws:s3:::a/b'],
    ['another bucket', false, 's3:GetObject', 'arn:aws:s3:::ab/b'],
    ['a Deny', false, 's3:GetObject', 'arn:aws:s3:::a/secret1'],
    ['a condition that holds', true, 's3:ListBucket', 'arn:aws:s3:::a', 'x/y'],
    ['a condition that does not hold', false, 's3:ListBucket', 'arn:aws:s3:::a', 'y'],
    ['a condition without its key', false, 's3:ListBucket', 'arn:aws:s3:::a'],
  ])('%s: %s', (_, allowed, action, resource, prefix) => {
    const context = prefix === undefined ? {} : { 's3:prefix': prefix };
    expect(isAllowed([read, deny, list], { action, resource, context })).toBe(allowed);
  });
});
