import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/settings/upkeep-settings.ts';
import type { Presets } from './presets.ts';

/** A parameter of a template. */
export type Parameter = { Type: string; Description: string; Default?: string; AllowedPattern?: string };

/** Where the zip of a function lies: `sam` and `aws cloudformation package` upload a local file, CloudFormation takes a bucket's. */
export type CodeFrom = 'local file' | 'bucket';

/** What the deployer chooses, what must be true of that, and what depends on it. */
export const parameterSections = (config: Config, code: CodeFrom, presets: Presets) => {
  const isAtEdge = config.door === 'edge';
  return {
    Parameters: withPresets(parametersOf(config, code), presets),
    Rules: { ...edgeRegionRule, ...(hasUpkeep(config) && bucketRegionRule) },
    Conditions: {
      MakesBucket: { 'Fn::Equals': [ref('OriginalsBucket'), ''] },
      ...(isAtEdge && { UsesBucket: { 'Fn::Not': [{ Condition: 'MakesBucket' }] } }),
      ...(config.monitoring && { HasTopic: has('AlarmTopicArn') }),
      HasKey: has('OriginalsKeyArn'),
      ...(!config.attach && {
        HasDomain: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', ref('DomainName')] }, ''] }] },
        // A wildcard is split into nothing and the rest.
        HasHost: {
          'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Select': [0, { 'Fn::Split': ['*', firstHost] }] }, ''] }],
        },
        HasWebAcl: has('WebAclArn'),
      }),
    },
  };
};

export const ref = (name: string) => ({ Ref: name });
export const firstHost = { 'Fn::Select': [0, ref('DomainName')] };
const has = (name: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [ref(name), ''] }] });

const text = (Description: string, AllowedPattern: string): Parameter => ({
  Type: 'String',
  Default: '',
  Description,
  AllowedPattern,
});

/** A distribution that exists has names of its own. */
const parametersOf = (config: Config, code: CodeFrom) => ({
  ...originalsParameters,
  ...((config.door === 'edge' || hasUpkeep(config)) && regionParameter),
  ...(!config.attach && siteParameters),
  ...(config.monitoring && topicParameter),
  ...(code === 'bucket' && codeParameters),
});

/** The parameters with the defaults that the configuration has for them. */
const withPresets = (parameters: { [name: string]: Parameter }, presets: Presets): { [name: string]: Parameter } =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const preset = presets[name];
      return [name, preset === undefined ? parameter : { ...parameter, Default: preset }];
    }),
  );

const originalsParameters = {
  OriginalsBucket: text('An existing bucket with the originals; a new one is made if empty', '^([a-z0-9.-]{3,63})?$'),
  OriginalsKeyArn: text('The KMS key of the existing bucket, if it has one of yours', '^(arn:aws:kms:.+)?$'),
};

const siteParameters = {
  DomainName: {
    ...text('Host names of your own, with commas between', '^((\\*\\.)?([a-z0-9-]+\\.)+[a-z]{2,})?$'),
    Type: 'CommaDelimitedList',
  },
  CertificateArn: text('Its ACM certificate, in us-east-1', '^(arn:aws:acm:us-east-1:.+)?$'),
  WebAclArn: text('A web ACL for CloudFront', '^(arn:aws:wafv2:us-east-1:.+:global/webacl/.+)?$'),
};

/** CloudFront asks the bucket by its region; the regional function learns it from S3. */
const regionParameter = {
  OriginalsRegion: {
    ...text('The region of the existing bucket', '^[a-z]{2}(-[a-z]+)+-[0-9]$'),
    Default: 'us-east-1',
  },
};

const topicParameter = {
  AlarmTopicArn: text(
    'An SNS topic of us-east-1 for the alarms',
    '^(arn:aws:sns:us-east-1:[0-9]{12}:[A-Za-z0-9_-]+)?$',
  ),
};

const codeParameters = {
  CodeBucket: { Type: 'String', Description: 'A bucket of us-east-1 with the zips of this release' },
  CodePrefix: text('Where they are in it, such as edge-images/1.0.0/', '^([^/].*/)?$'),
};

const edgeRegionRule = {
  EdgeRegion: {
    Assertions: [
      {
        Assert: { 'Fn::Equals': [ref('AWS::Region'), 'us-east-1'] },
        AssertDescription: 'This template is of us-east-1, where Lambda@Edge takes its functions from: deploy there',
      },
    ],
  },
};

const bucketRegionRule = {
  BucketRegion: {
    Assertions: [
      {
        Assert: { 'Fn::Equals': [ref('OriginalsRegion'), ref('AWS::Region')] },
        AssertDescription:
          'This template follows the changes of a bucket in its own region: OriginalsRegion must be us-east-1',
      },
    ],
  },
};
