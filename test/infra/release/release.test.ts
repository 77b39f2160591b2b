import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Files, writeFiles } from '../../../infra/build/files.ts';
import { writeAsset } from '../../../infra/build/zip/asset.ts';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { replaceRelease } from '../../../infra/release/folder.ts';
import { presetsOf } from '../../../infra/release/presets.ts';
import { type Artefacts, releaseFiles } from '../../../infra/release/release.ts';
import { releaseConfig } from '../../../infra/release/release-config.ts';
import { bundledPackages } from '../../../infra/release/sbom.ts';
import { placeholder, topicPlaceholder } from '../../../infra/release/template.ts';
import { config } from '../../support/config.ts';
import { viewerCode } from '../../support/synthesize.ts';

const run = promisify(execFile);
const hasTool = (name: string, argument: string) => spawnSync(name, [argument]).status === 0;

const directory = mkdtempSync(join(tmpdir(), 'release-'));
const { zip } = await writeAsset(join(directory, 'asset'), {
  'index.mjs': Buffer.from('export const handler = () => "läuft";'),
});
const certificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/12345678-1234-1234-1234-111111111111';
const everywhere = [{ pathPattern: '*', text: viewerCode }];
const one = { viewerFunctions: everywhere, zipPaths: { 'origin-response.zip': zip } };

/** Releases of every kind, by what is special about each. */
const kinds: { [name: string]: { changes: Partial<ConfigInput>; artefacts: Artefacts } } = {
  'signing and a purge': {
    changes: { signing: { paths: ['/private/*'] }, purge: true },
    artefacts: { ...one, zipPaths: { ...one.zipPaths, 'upkeep.zip': zip } },
  },
  'several viewer functions, alarms and a canary': {
    changes: {
      pregenerate: [{ prefix: 'products/', queries: ['w=400'] }],
      monitoring: { topicArns: ['arn:aws:sns:us-east-1:123456789012:alarms'], canary: {} },
    },
    artefacts: {
      viewerFunctions: [
        { pathPattern: '/cdn/*', text: `${viewerCode};1`, dialect: 'imgix' },
        { pathPattern: '/img/*', text: `${viewerCode};2`, dialect: 'cloudinary' },
        ...everywhere,
      ],
      zipPaths: { ...one.zipPaths, 'upkeep.zip': zip, 'canary.zip': zip },
    },
  },
  'several buckets, a key, the page, access logs and names of its own': {
    changes: {
      originals: {
        access: 'public',
        existing: { bucket: 'photos', region: 'eu-west-1' },
        secondary: { bucket: 'archive', region: 'us-east-2', prefix: 'old' },
      },
      buckets: [{ path: '/shop/*', bucket: 'shop', region: 'eu-west-1', access: 'private' }],
      kms: { key: 'create', logs: true },
      page: { images: ['samples/landscape.jpg'] },
      accessLogs: { destinationArn: 'arn:aws:s3:::logs-of-images/cloudfront' },
      domain: { names: ['images.example.com', '*.img.example.com'], certificateArn },
      tags: { project: 'images' },
      permissionsBoundaryArn: 'arn:aws:iam::aws:policy/Boundary',
    },
    artefacts: { ...one, zipPaths: { ...one.zipPaths, 'page.zip': zip } },
  },
  'paths of a distribution': {
    changes: {
      attach: { paths: ['/images/*'], distribution: { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' } },
      ...{ purge: true, signing: { paths: ['/images/own/*'] } },
    },
    artefacts: { ...one, zipPaths: { ...one.zipPaths, 'upkeep.zip': zip } },
  },
  'the regional door, signed, of several buckets': {
    changes: {
      door: 'regional',
      regional: {
        codeSigningConfigArn: 'arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-0123456789abcdef0',
      },
      buckets: [{ path: '/shop/*', bucket: 'shop', region: 'us-east-1' }],
      ...{ purge: true, pregenerate: [{ prefix: '', queries: ['w=400'] }] },
    },
    artefacts: { viewerFunctions: everywhere, zipPaths: { 'regional.zip': zip, 'upkeep.zip': zip } },
  },
  'the regional door': {
    changes: { door: 'regional', monitoring: { topicArns: [] } },
    artefacts: { viewerFunctions: everywhere, zipPaths: { 'regional.zip': zip } },
  },
};

const releases: { [name: string]: Files } = {};
let files: Files;
const text = (path: string) => Buffer.from(files[path] ?? '').toString();
const parsed = (path: string) => JSON.parse(text(path));
const folderOf = (name: string) => join(directory, name.replaceAll(' ', '-'));

beforeAll(async () => {
  for (const [name, { changes, artefacts }] of Object.entries(kinds)) {
    const chosen = resolveConfig({ ...config, ...changes });
    const made = await releaseFiles(releaseConfig(chosen), artefacts, presetsOf(chosen));
    await writeFiles(folderOf(name), made);
    releases[name] = made;
  }
  files = releases['signing and a purge'] ?? {};
});
afterAll(() => rmSync(directory, { recursive: true }));

test('the files of a release', () => {
  expect(Object.keys(files).sort()).toEqual([
    'SHA256SUMS',
    'cloudformation.json',
    'origin-response.zip',
    'sam.json',
    'sbom.cdx.json',
    ...['buckets', 'distribution', 'events', 'main'].map((name) => `terraform/${name}.tf`),
    'terraform/origin-response.zip',
    ...['terraform/outputs.tf', 'terraform/upkeep.zip', 'terraform/variables.tf', 'terraform/versions.tf'],
    'terraform/viewer-request.js',
    'upkeep.zip',
    'viewer-request.js',
  ]);
});

test('checksums are right', () => {
  const lines = text('SHA256SUMS').trim().split('\n');
  expect(lines).toHaveLength(Object.keys(files).length - 1);
  for (const line of lines) {
    const [sum, path = ''] = line.split('  ');
    expect(
      createHash('sha256')
        .update(files[path] ?? '')
        .digest('hex'),
    ).toBe(sum);
  }
});

test('the same configuration gives the same bytes', async () => {
  const again = await releaseFiles(releaseConfig(config), one);
  const third = await releaseFiles(releaseConfig(config), one);
  expect(again.SHA256SUMS).toEqual(third.SHA256SUMS);
});

test.skipIf(!hasTool('python3', '--version'))('a zip is unpacked with names, bytes and rights', async () => {
  const script = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for i in z.infolist(): print(i.filename, oct(i.external_attr >> 16), z.read(i).decode())`;
  const { stdout } = await run(
    'python3',
    ['-c', script, join(folderOf('signing and a purge'), 'origin-response.zip')],
    {
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    },
  );
  expect(stdout).toBe('index.mjs 0o100644 export const handler = () => "läuft";\n');
});

test('a template may be sent to CloudFormation as it is', () => {
  // Bytes of a template in a request (AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); the viewer function may have 10,240.
  for (const file of ['cloudformation.json', 'sam.json'])
    expect(text(file).length - viewerCode.length + 10_240).toBeLessThan(51_200);
});

const templates = Object.keys(kinds).flatMap((name) =>
  ['cloudformation.json', 'sam.json'].map((file): [name: string, file: string] => [name, file]),
);

describe.each(templates)('%s: %s', (name, file) => {
  const template = () => Buffer.from(releases[name]?.[file] ?? '').toString();
  type Resources = { [id: string]: { Type: string; Properties: Record<string, unknown> } };

  test('needs no CDK, and leaves no placeholder', () => {
    expect(template()).not.toMatch(/cdk|hnb659fds|BootstrapVersion/);
    expect(template()).not.toContain(placeholder);
    expect(template()).not.toContain(topicPlaceholder);
    expect(template()).not.toContain('123456789012');
  });

  test('every parameter is used', () => {
    const { Parameters, ...rest } = JSON.parse(template());
    const used = JSON.stringify(rest);
    const unused = Object.keys(Parameters).filter(
      (name) => !used.includes(`"Ref":"${name}"`) && !used.includes(`{${name}}`),
    );
    expect(unused).toEqual([]);
  });

  test('every name has that of the stack in it, and no two are the same', () => {
    const { Resources } = JSON.parse(template()) as { Resources: Resources };
    const given = Object.values(Resources).flatMap(({ Type, Properties }) =>
      [Properties, ...Object.values(Properties)].flatMap((each) => {
        const { Name, LogGroupName, QueueName, RoleName, FunctionName, DashboardName } = Object(each);
        // Versions, URLs and permissions of a function refer to it.
        const own = Type === 'AWS::Lambda::Function' ? FunctionName : undefined;
        return [Name, LogGroupName, QueueName, RoleName, own, DashboardName].map((name) => name && [Type, name]);
      }),
    );
    const names = given.filter((name) => name !== undefined).map((name) => JSON.stringify(name));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !name.includes('AWS::StackName'))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('every function has a zip of the release', () => {
    const { Resources } = JSON.parse(template()) as { Resources: Resources };
    for (const { Type, Properties } of Object.values(Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    )) {
      const [zip] = JSON.stringify(Properties.Code).match(/[a-z-]+\.zip/) ?? [];
      expect([Type, Object.keys(releases[name] ?? {})]).toEqual([Type, expect.arrayContaining([zip])]);
    }
  });

  test.skipIf(!hasTool('cfn-lint', '--version'))('cfn-lint finds nothing', { timeout: 300_000 }, async () => {
    const line = ['--format', 'parseable', '--ignore-checks', 'W3005', '--template', join(folderOf(name), file)];
    const { stdout } = await run('cfn-lint', line).catch((error) => error);
    expect(stdout).toBe('');
  });
});

describe('several viewer functions, alarms and a canary', () => {
  const release = () => releases['several viewer functions, alarms and a canary'] ?? {};
  const template = () => JSON.parse(Buffer.from(release()['cloudformation.json'] ?? '').toString());
  type Resource = { Type: string; Properties: { [name: string]: never } };
  const of = (type: string): Resource[] =>
    Object.values(template().Resources as { [id: string]: Resource }).filter(({ Type }) => Type === type);

  test('each function has its file, its name and its behavior, in order', () => {
    const scripts = ['viewer-request-cloudinary.js', 'viewer-request-imgix.js', 'viewer-request.js'];
    expect(
      Object.keys(release())
        .filter((path) => /^[^/]+\.js$/.test(path))
        .sort(),
    ).toEqual(scripts);
    expect(of('AWS::CloudFront::Function').map(({ Properties }) => Properties.Name)).toHaveLength(3);
    expect(Object.keys(release()).filter((path) => /^terraform\/.*\.js$/.test(path))).toEqual(
      expect.arrayContaining(scripts.map((script) => `terraform/${script}`)),
    );
    const [distribution] = of('AWS::CloudFront::Distribution');
    const patterns = Object(distribution?.Properties.DistributionConfig).CacheBehaviors.map(
      ({ PathPattern }: { PathPattern: string }) => PathPattern,
    );
    expect(patterns).toEqual(['/_/*', '/cdn/*.svg', '/cdn/*', '/img/*.svg', '/img/*', '*.svg']);
  });

  test('alarms are sent to the topic of the parameter, and look at metrics of the configured name', () => {
    const alarms = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.length).toBeGreaterThan(15);
    const action = { 'Fn::If': ['HasTopic', { Ref: 'AlarmTopicArn' }, { Ref: 'AWS::NoValue' }] };
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([action]);
    const canary = alarms.find(({ MetricName }) => MetricName === 'CanaryFailed');
    expect(canary?.Dimensions).toEqual([{ Name: 'stack', Value: config.stackName }]);
    expect(JSON.stringify(of('AWS::CloudWatch::Dashboard'))).toContain(`\\"${config.stackName}\\"`);
  });
});

test('the regional door has its own zip, in its Terraform module too, and takes no statement for the bucket', () => {
  const release = releases['the regional door'] ?? {};
  expect(Object.keys(release).filter((path) => path.endsWith('.zip'))).toEqual([
    'regional.zip',
    'terraform/regional.zip',
  ]);
  const { Outputs, Resources } = JSON.parse(Buffer.from(release['cloudformation.json'] ?? '').toString());
  expect(Outputs).not.toHaveProperty('BucketPolicy');
  expect(Outputs).not.toHaveProperty('KeyPolicy');
  const role = Object.entries(Resources).find(([id]) => id.startsWith('RegionalRole'));
  expect(JSON.stringify(role)).toContain('OriginalsKeyArn');
});

test.each(Object.keys(kinds))('%s: has a Terraform module', (name) => {
  const paths = Object.keys(releases[name] ?? {});
  expect(paths).toEqual(
    expect.arrayContaining(['terraform/main.tf', 'terraform/variables.tf', 'terraform/versions.tf']),
  );
  // Every zip and viewer function of the release is deployed by it.
  const code = paths.filter((path) => /^[^/]+\.(zip|js)$/.test(path));
  expect(paths).toEqual(expect.arrayContaining(code.map((path) => `terraform/${path}`)));
});

test('alarms of viewer functions look at the names that these have', () => {
  const { Resources } = JSON.parse(
    Buffer.from(releases['several viewer functions, alarms and a canary']?.['cloudformation.json'] ?? '').toString(),
  );
  type Resource = { Type: string; Properties: { Name?: object; Dimensions?: { Name: string; Value: object }[] } };
  const of = (type: string) => Object.values<Resource>(Resources).filter(({ Type }) => Type === type);
  const names = of('AWS::CloudFront::Function').map(({ Properties }) => JSON.stringify(Properties.Name));
  const watched = of('AWS::CloudWatch::Alarm').flatMap(({ Properties: { Dimensions = [] } }) =>
    Dimensions.some(({ Name }) => Name === 'Region')
      ? Dimensions.filter(({ Name }) => Name === 'FunctionName').map(({ Value }) => JSON.stringify(Value))
      : [],
  );
  expect([...new Set(watched)].sort()).toEqual(names.sort());
});

test('the function reads its bucket from the event: the release names none', () => {
  const existing = { bucket: 'photos', region: 'eu-west-1' };
  const domain = { names: ['images.example.com'], certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' };
  const chosen = releaseConfig(resolveConfig({ ...config, originals: { access: 'public', existing }, domain }));
  expect(chosen.originals).toEqual({ access: 'public' });
  expect(chosen).not.toHaveProperty('domain');
});

test.each<[what: string, changes: object, message: string]>([
  [
    'alarms in another region',
    { originShieldRegion: 'eu-central-1', monitoring: { topicArns: [], concurrency: 1, derivativesAnHour: 1 } },
    'originShieldRegion is eu-central-1, expected us-east-1 in a release with monitoring',
  ],
  [
    'a container image',
    { door: 'regional', regional: { package: 'image' } },
    'regional.package is image, expected zip in a release: only CDK builds the image',
  ],
  [
    'a release beside another',
    { http3: false, staging: { weight: 5 } },
    'staging is {"weight":5}, expected none in a release, which is one stack: deploy the next release as a stack of another name',
  ],
  [
    'changes of a bucket elsewhere',
    { originals: { access: 'public', existing: { bucket: 'photos', region: 'eu-west-1' } }, purge: true },
    'originals.existing.region is eu-west-1, expected us-east-1 in a release with purge or pregenerate',
  ],
  [
    'a key elsewhere',
    {
      originals: { access: 'public', existing: { bucket: 'photos', region: 'eu-west-1' } },
      kms: { key: 'arn:aws:kms:eu-west-1:123456789012:key/a' },
    },
    'expected a key in the region of the buckets: us-east-1',
  ],
  [
    'paths of a distribution of a CDK app',
    { attach: { paths: ['/a/*'] } },
    'expected attach.distribution beside it in a release',
  ],
])('%s is refused', (_, changes, message) => {
  expect(() => releaseConfig(resolveConfig({ ...config, ...changes }))).toThrow(message);
});

describe('several buckets, a key, the page, access logs and names of its own', () => {
  const template = () =>
    JSON.parse(
      Buffer.from(
        releases['several buckets, a key, the page, access logs and names of its own']?.['cloudformation.json'] ?? '',
      ).toString(),
    );
  type Resource = { Type: string; Properties: Record<string, never> };
  const of = (type: string): Resource[] =>
    Object.values(template().Resources as { [id: string]: Resource }).filter(({ Type }) => Type === type);
  const site = () => Object(of('AWS::CloudFront::Distribution')[0]?.Properties.DistributionConfig);

  test('what the configuration names is the default of its parameter', () => {
    const { Parameters } = template();
    const defaults = Object.entries<{ Default?: string }>(Parameters).map(([name, { Default }]) => [name, Default]);
    expect(Object.fromEntries(defaults)).toMatchObject({
      ...{ OriginalsBucket: 'photos', OriginalsRegion: 'eu-west-1', OriginalsKeyArn: '' },
      ...{ DomainName: 'images.example.com,*.img.example.com', CertificateArn: certificateArn, WebAclArn: '' },
    });
    expect(site().Aliases).toEqual({ 'Fn::If': ['HasDomain', { Ref: 'DomainName' }, { Ref: 'AWS::NoValue' }] });
  });

  test('examples have the first host name, where it is none with a wildcard', () => {
    const { Conditions, Outputs } = template();
    const first = { 'Fn::Select': [0, { Ref: 'DomainName' }] };
    for (const name of ['Example', 'Proof', 'PageUrl'])
      expect(Outputs[name].Value['Fn::Join'][1]).toContainEqual({ 'Fn::If': ['HasHost', first, expect.anything()] });
    expect(JSON.stringify(Outputs.Domain.Value)).not.toContain('HasHost');
    expect(Conditions.HasHost['Fn::Not'][0]['Fn::Equals']).toEqual([
      { 'Fn::Select': [0, { 'Fn::Split': ['*', first] }] },
      '',
    ]);
  });

  test('the further buckets are origins, told of the first, and outputs say what their policies must allow', () => {
    const origins: { DomainName: unknown; OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[] }[] =
      site().Origins;
    const hosts = origins.map(({ DomainName }) => JSON.stringify(DomainName));
    for (const host of ['shop.s3.eu-west-1', 'archive.s3.us-east-2', 'Fn::If'])
      expect(hosts.filter((each) => each.includes(host))).toHaveLength(1);
    const first = { 'Fn::Sub': `\${OriginalsBucket}.s3.\${OriginalsRegion}.amazonaws.com` };
    const told = origins.flatMap(({ OriginCustomHeaders = [] }) =>
      OriginCustomHeaders.filter(({ HeaderName }) => HeaderName === 'x-first-bucket'),
    );
    expect(told).toHaveLength(3);
    for (const { HeaderValue } of told) expect(Object(HeaderValue)['Fn::If'][2]).toEqual(first);
    expect(Object.keys(template().Outputs)).toEqual(
      expect.arrayContaining(['BucketPolicy', 'BucketPolicy1', 'BucketPolicySecondary', 'PageUrl']),
    );
  });

  test('both buckets have the key', () => {
    const buckets = of('AWS::S3::Bucket').map(({ Properties }) => JSON.stringify(Properties.BucketEncryption));
    expect(buckets).toHaveLength(2);
    for (const each of buckets) expect(each).toMatch(/BucketsKey.*aws:kms/);
  });

  test('access logs go where the configuration says, and roles have their boundary', () => {
    expect(of('AWS::Logs::DeliveryDestination')[0]?.Properties).toMatchObject({
      DestinationResourceArn: 'arn:aws:s3:::logs-of-images/cloudfront',
    });
    for (const { Properties } of of('AWS::IAM::Role'))
      expect(Properties.PermissionsBoundary).toBe('arn:aws:iam::aws:policy/Boundary');
  });
});

describe('paths of a distribution', () => {
  const template = () =>
    JSON.parse(Buffer.from(releases['paths of a distribution']?.['cloudformation.json'] ?? '').toString());

  test('the outputs are what to add to it; it has its own host names', () => {
    const { Outputs, Parameters, Resources } = template();
    expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(['Origins', 'Behaviors', 'BucketPolicy']));
    expect(JSON.stringify(Outputs.BucketPolicy)).toContain('distribution/E2EXAMPLE1');
    expect(Object.keys(Parameters)).not.toContain('DomainName');
    expect(JSON.stringify(Resources)).not.toContain('"AWS::CloudFront::Distribution"');
  });

  test('redirects lead where the function writes them', () => {
    const text = JSON.stringify(template());
    expect(text).toContain(`/_${config.stackName}/*`);
    expect(text).not.toContain(`_\${AWS::StackName}`);
  });
});

test('the statement for the key of the bucket is an output, where there is such a key', () => {
  const { KeyPolicy } = parsed('cloudformation.json').Outputs;
  expect(KeyPolicy.Condition).toBe('HasKey');
  const id = /:distribution\/\$\{(\w+)\}"/.exec(KeyPolicy.Value['Fn::Sub'])?.[1] ?? '';
  expect(parsed('cloudformation.json').Resources[id].Type).toBe('AWS::CloudFront::Distribution');
  expect(JSON.parse(KeyPolicy.Value['Fn::Sub'])).toMatchObject({
    ...{ Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 'kms:Decrypt', Resource: '*' },
    Condition: { StringEquals: { 'AWS:SourceArn': expect.stringContaining(':cloudfront::') } },
  });
});

test('the changes of a bucket are followed in its own region: a rule says so before anything is made', () => {
  const { Rules } = parsed('cloudformation.json');
  expect(Rules.BucketRegion.Assertions[0].Assert).toEqual({
    'Fn::Equals': [{ Ref: 'OriginalsRegion' }, { Ref: 'AWS::Region' }],
  });
});

test('the SBOM names each package once, with its version, license and hash', () => {
  const { components, bomFormat } = parsed('sbom.cdx.json');
  expect(bomFormat).toBe('CycloneDX');
  const names = components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining([...bundledPackages, '@img/sharp-libvips-linux-x64']));
  expect(names.filter((name: string) => /darwin|win32|musl|arm64/.test(name))).toEqual([]);
  for (const { version, licenses, hashes, purl, name } of components) {
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
    expect([name, licenses?.length, hashes?.[0]?.content.length]).toEqual([name, 1, 128]);
  }
});

test('the SBOM covers every package that the code of the artefacts imports', async () => {
  const { stdout } = await run('git', ['ls-files', 'edge', 'infra/upkeep'], { cwd: process.cwd() });
  const sources = await Promise.all(
    stdout
      .split('\n')
      .filter((path) => path.endsWith('.ts') && !path.startsWith('edge/url/'))
      .map((path) => readFile(path, 'utf8')),
  );
  const imported = sources.flatMap((source) =>
    [...source.matchAll(/^import (?!type).*from '((?:@[^/']+\/)?[^./'][^/']*)/gm)].map(([, name]) => name),
  );
  const known = new Set(bundledPackages);
  expect([...new Set(imported)].filter((name) => name && !name.startsWith('node:') && !known.has(name))).toEqual([]);
});

describe.each(Object.keys(kinds))('the Terraform module of %s', (name) => {
  const released = () => releases[name] ?? {};
  const module = () =>
    Object.entries(released())
      .filter(([path]) => path.endsWith('.tf'))
      .map(([, bytes]) => Buffer.from(bytes).toString())
      .join('\n');

  test('leaves no placeholder', () => {
    expect(module()).not.toContain(placeholder);
    expect(module()).not.toContain(topicPlaceholder);
  });

  test('refers only to what it declares', () => {
    const hcl = module();
    const declared = (kind: string) =>
      [...hcl.matchAll(new RegExp(`^${kind} "(\\w+)"(?: "(\\w+)")? \\{`, 'gm'))].map(([, one, two]) =>
        two ? `${one}.${two}` : one,
      );
    const used = (pattern: RegExp) => [...new Set([...hcl.matchAll(pattern)].map(([, name]) => name))];
    expect(used(/\bvar\.(\w+)/g).filter((name) => !declared('variable').includes(name))).toEqual([]);
    expect(declared('variable').filter((name) => !used(/\bvar\.(\w+)/g).includes(name))).toEqual([]);
    expect(used(/(?<![\w.])(aws_\w+\.\w+)/g).filter((name) => !declared('resource').includes(name))).toEqual([]);
  });

  test('refers only to files that the release has', () => {
    const files = [...module().matchAll(/\$\{path\.module\}\/([\w.-]+)/g)].map(([, file]) => `terraform/${file}`);
    expect(files.length).toBeGreaterThan(1);
    expect(Object.keys(released())).toEqual(expect.arrayContaining(files));
  });

  test.skipIf(!hasTool('terraform', '-version'))('is formatted, so it can be parsed', async () => {
    const { stdout } = await run('terraform', ['fmt', '-check', '-recursive', join(folderOf(name), 'terraform')]);
    expect(stdout).toBe('');
  });

  test.skipIf(!hasTool('python3', '-chelp') || spawnSync('python3', ['-c', 'import hcl2']).status !== 0)(
    'is read by a parser of HCL',
    async () => {
      const script =
        "import hcl2, glob, sys\nfor f in glob.glob(sys.argv[1] + '/*.tf'): hcl2.load(open(f))\nprint('ok')";
      expect((await run('python3', ['-c', script, join(folderOf(name), 'terraform')])).stdout).toBe('ok\n');
    },
  );
});

test('a release replaces the one before, and leaves what no release wrote', async () => {
  const folder = mkdtempSync(join(directory, 'folder-'));
  const path = (file: string) => join(folder, file);
  writeFileSync(path('notes.txt'), 'mine');
  await replaceRelease(folder, {
    ...files,
    'terraform/old.js': Buffer.from('old'),
    SHA256SUMS: Buffer.from(`${'0'.repeat(64)}  terraform/old.js\n${'0'.repeat(64)}  ../notes.txt\n`),
  });
  await replaceRelease(path(''), files);
  expect(existsSync(path('terraform/old.js'))).toBe(false);
  expect(await readFile(path('notes.txt'), 'utf8')).toBe('mine');
  expect(await readFile(path('SHA256SUMS'))).toEqual(Buffer.from(files.SHA256SUMS ?? ''));
});
