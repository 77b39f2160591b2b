import type { DistinctFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import type { Presets } from './presets.ts';
import { type CodeFrom, firstHost, type Parameter, parameterSections, ref } from './template-parameters.ts';

/** A value of a template. */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
type Resource = { Type: string; Properties: { [name: string]: Value }; [attribute: string]: Value };

/** A CloudFormation template as CDK synthesizes it. */
export type Template = {
  Description: string;
  Resources: { [id: string]: Resource };
  Outputs: { [name: string]: Value };
  [section: string]: unknown;
};

/** The same with parameters: what a deployer chooses, what must be true of that, and what depends on it. */
export type ReleaseTemplate = Template & {
  Parameters: { [name: string]: Parameter };
  Rules: { [name: string]: { Assertions: { Assert: Value; AssertDescription: string }[] } };
  Conditions: { [name: string]: Value };
};

/** The stack's name while it is synthesized, so that every name with it can be found. */
export const placeholder = 'RELEASE-PLACEHOLDER';

/** An SNS topic while it is synthesized: a parameter stands in its place. */
export const topicPlaceholder = 'arn:aws:sns:us-east-1:000000000000:RELEASE-TOPIC';

/**
 * A template that needs neither CDK nor its bootstrap: what a deployer chooses is a parameter, names begin with the stack's, and
 * functions have the zips of the release.
 */
export const releaseTemplate = (synthesized: Template, code: CodeFrom, released: Released): ReleaseTemplate => {
  const { Description, Resources, Outputs } = synthesized;
  const { config, functions, presets } = released;
  const originals = idOf(Resources, 'AWS::S3::Bucket', 'Originals');
  const names = namesOf(Resources, functions);
  const isAtEdge = config.door === 'edge';
  const resources = Object.entries(Resources).map(([id, { Metadata: _, ...resource }]) => {
    // What makes the bucket refers to that bucket only.
    const ofBucket = id === originals || id.startsWith('OriginalsPolicy');
    const rewritten = rewriter(ofBucket ? '' : originals, config, names)(resource) as Resource;
    const made = changed(id, rewritten, code);
    return [id, ofBucket ? { ...made, Condition: 'MakesBucket' } : made];
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(code === 'local file' && { Transform: 'AWS::Serverless-2016-10-31' }),
    Description,
    ...parameterSections(config, code, presets),
    Resources: Object.fromEntries(resources),
    Outputs: {
      ...(rewriter(originals, config, names)(Outputs) as Template['Outputs']),
      ...(isAtEdge && statementOutputs(distributionOf(Resources, config), config.originals.prefix ?? '')),
    },
  };
};

const either = (condition: string, yes: Value, no: Value): Value => ({ 'Fn::If': [condition, yes, no] });
const nothing = ref('AWS::NoValue');
/** Puts parameters in place of the bucket that CDK made and of the stack's name, wherever a value has them. */
const rewriter = (originals: string, { stackName }: Config, names: FunctionNames) => {
  // Where redirects of attached images lead is written into the function, with the name of the configuration.
  const inTheFunction = (value: string) => value.replace(new RegExp(`(?<=^|/)_${placeholder}/`, 'g'), `_${stackName}/`);
  const rewrite = (value: Value, key = ''): Value => {
    if (value === topicPlaceholder) return either('HasTopic', ref('AlarmTopicArn'), nothing);
    const named = typeof value === 'string' && names.get(value);
    if (named) return { 'Fn::Sub': `\${AWS::StackName}-${named}` };
    if (typeof value === 'string')
      return nameOf(inTheFunction(isOfMetrics(value, key) ? value.replaceAll(placeholder, stackName) : value), key);
    if (Array.isArray(value))
      return value.map((each, at) =>
        isHost(each) && String(value[at - 1]).endsWith('https://') ? either('HasHost', firstHost, each) : rewrite(each),
      );
    if (typeof value !== 'object' || value === null) return value;
    const reference = JSON.stringify(value);
    if (reference === JSON.stringify(ref(originals))) return either('MakesBucket', value, ref('OriginalsBucket'));
    if (reference === getAtt(originals, 'Arn'))
      return either('MakesBucket', value, { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${OriginalsBucket}` });
    if (reference === getAtt(originals, 'RegionalDomainName'))
      return either('MakesBucket', value, { 'Fn::Sub': `\${OriginalsBucket}.s3.\${OriginalsRegion}.amazonaws.com` });
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, name)]));
  };
  return (value: Value) => rewrite(value);
};

/** Log lines have the stack's name that the function was built with; so have the metrics that are made of them. */
const isOfMetrics = (value: string, key: string) =>
  (key === 'Value' && value === placeholder) || /EdgeImages/.test(value);

/** The host name of the distribution, which addresses begin with where it has none of its own. */
const isHost = (value: Value): boolean => {
  const { 'Fn::GetAtt': [id = '', attribute = ''] = [] } = Object(value) as { 'Fn::GetAtt'?: string[] };
  return /^Distribution[0-9A-F]{8}$/.test(id) && attribute === 'DomainName';
};

const getAtt = (id: string, attribute: string) => JSON.stringify({ 'Fn::GetAtt': [id, attribute] });

/** Origins have ids of their own within a distribution; every other name begins with the stack's. */
const nameOf = (value: string, key: string): Value => {
  if (!value.includes(placeholder)) return value;
  if (key === 'Id' || key === 'TargetOriginId') return value.replaceAll(placeholder, '');
  return { 'Fn::Sub': value.replaceAll(placeholder, `\${AWS::StackName}`) };
};

/** The zip of each function, by the beginning of its logical id. */
export const zips = {
  OriginResponse: 'origin-response.zip',
  Upkeep: 'upkeep.zip',
  Regional: 'regional.zip',
  Canary: 'canary.zip',
  Page: 'page.zip',
} as const;

/** The zip of the function that makes derivatives. */
export const doorZip = ({ door }: Pick<Config, 'door'>): string =>
  door === 'edge' ? zips.OriginResponse : zips.Regional;

/** What a template is made of besides: the configuration, the viewer functions by their names, the defaults of its parameters. */
type Released = { config: Config; functions: readonly DistinctFunction[]; presets: Presets };

const changed = (id: string, resource: Resource, code: CodeFrom): Resource => {
  const { Type, Properties } = resource;
  const withProperties = (changes: Resource['Properties']) => ({
    ...resource,
    Properties: { ...Properties, ...changes },
  });
  if (Type === 'AWS::CloudFront::OriginAccessControl') {
    const config = Properties.OriginAccessControlConfig as { [name: string]: Value };
    return withProperties({
      OriginAccessControlConfig: { ...config, Name: { 'Fn::Sub': `\${AWS::StackName}-${id.slice(-8)}` } },
    });
  }
  if (Type === 'AWS::Lambda::Function') return withProperties({ Code: codeOf(id, code) });
  if (Type === 'AWS::IAM::Role' && readsOriginals.test(id))
    return withProperties({ Policies: [...(Properties.Policies as Value[]), keyPolicy] });
  if (Type === 'AWS::CloudFront::Distribution') {
    const config = Properties.DistributionConfig as { [name: string]: Value };
    return { ...withProperties({ DistributionConfig: { ...config, ...ownNames } }), Metadata: emptyCertificate };
  }
  return resource;
};

const readsOriginals = /^(Lambda|Upkeep|Regional)Role/;

/** The names of the viewer functions in the release, by those that CDK gives them: alarms refer to these. */
type FunctionNames = ReadonlyMap<string, string>;

const namesOf = (resources: Template['Resources'], functions: Released['functions']): FunctionNames =>
  new Map(
    Object.values(resources).flatMap(({ Type, Properties: { Name, FunctionCode } }) =>
      Type === 'AWS::CloudFront::Function'
        ? [[String(Name), functions.find(({ text }) => text === FunctionCode)?.name ?? 'viewer-request'] as const]
        : [],
    ),
  );

/** cfn-lint can't see that an empty certificate is never used: its condition is that there is a host name. */
const emptyCertificate = { 'cfn-lint': { config: { ignore_checks: ['W1030'] } } };

const codeOf = (id: string, code: CodeFrom): Value => {
  const zip = Object.entries(zips).find(([name]) => id.startsWith(name))?.[1];
  if (!zip) throw new Error(`The function ${id} has no zip in the release`);
  return code === 'local file' ? zip : { S3Bucket: ref('CodeBucket'), S3Key: { 'Fn::Sub': `\${CodePrefix}${zip}` } };
};

const ownNames: { [name: string]: Value } = {
  Aliases: either('HasDomain', ref('DomainName'), nothing),
  ViewerCertificate: either(
    'HasDomain',
    { AcmCertificateArn: ref('CertificateArn'), MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    nothing,
  ),
  WebACLId: either('HasWebAcl', ref('WebAclArn'), nothing),
};

const keyPolicy = either(
  'HasKey',
  {
    PolicyName: 'DecryptOriginals',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: ref('OriginalsKeyArn') }],
    },
  },
  nothing,
);

/** What the deployer adds to the policies of an existing bucket and its key: CloudFormation can't write into one that it did not make. */
const statementOutputs = (distribution: string, prefix: string): ReleaseTemplate['Outputs'] => {
  const output = (Condition: string, of: string, [action, resource]: [string, string]): Value => ({
    Condition,
    Description: `Add this to the policy of the ${of}`,
    Value: {
      'Fn::Sub': `{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"${action}","Resource":"${resource}","Condition":{"StringEquals":{"AWS:SourceArn":"arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/${distribution}"}}}`,
    },
  });
  const objects = `arn:\${AWS::Partition}:s3:::\${OriginalsBucket}/${prefix && `${prefix}/`}*`;
  return {
    BucketPolicy: output('UsesBucket', 'bucket', ['s3:GetObject', objects]),
    KeyPolicy: output('HasKey', 'key of the bucket', ['kms:Decrypt', '*']),
  };
};

/** The id of the distribution, for a substitution: its own, or the one that images are attached to. */
const distributionOf = (resources: Template['Resources'], { attach }: Config) =>
  attach?.distribution?.id ?? `\${${idOf(resources, 'AWS::CloudFront::Distribution')}}`;

const idOf = (resources: Template['Resources'], type: string, beginning = ''): string => {
  const [id] = Object.entries(resources).find(([id, { Type }]) => Type === type && id.startsWith(beginning)) ?? [];
  if (!id) throw new Error(`The template has no ${type}`);
  return id;
};
