import type { ConfigInput } from '../../infra/config/schema.ts';

const existing = { bucket: 'photos', region: 'eu-west-1' };
const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/abc';
const topics = (...regions: string[]) => ({
  topicArns: regions.map((region) => `arn:aws:sns:${region}:123456789012:alarms`),
});
const presets = { thumb: 'w=200&h=200&fit=cover&format=auto' };
const pregenerate = [{ prefix: 'products/', queries: ['w=400&format=auto'] }];
/** Rows of more buckets: encrypted elsewhere, with dots and a folder, private, and the first bucket's own. */
export const buckets: NonNullable<ConfigInput['buckets']> = [
  { path: '/shop/*', bucket: 'shop', region: 'eu-west-1', kmsKeyArn },
  { path: '/press/*.jpg', bucket: 'my.press', region: 'ap-northeast-2', prefix: 'site/images' },
  { path: '/staff/*', bucket: 'staff', region: 'us-east-1', access: 'private' },
  { path: '/archive/*', bucket: 'photos', region: 'eu-west-1', prefix: 'old' },
];
const outside = { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' };
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/images/12345678-1234-1234-1234-123456789012';

/** Configurations of every kind, by what is special about each. */
export const configurations: { [name: string]: Partial<ConfigInput> } = {
  'a new bucket': {},
  'an existing bucket': { originals: { access: 'public', existing: { ...existing, region: 'us-east-1' } } },
  'an existing bucket in another region': { originals: { access: 'public', existing } },
  'an encrypted bucket': { originals: { access: 'public', existing: { ...existing, kmsKeyArn } } },
  'a folder of a bucket with dots in its name': {
    originals: { access: 'public', prefix: 'site/images', existing: { bucket: 'my.photos', region: 'ap-northeast-2' } },
  },
  'a region without account-regional bucket names': {
    originals: { access: 'public', existing: { bucket: 'photos', region: 'me-central-1' } },
    purge: true,
  },
  'another such region, with derivatives alone': {
    originals: { access: 'private', existing: { bucket: 'photos', region: 'me-south-1' } },
  },
  'buckets and logs with a key of the stack': { kms: { key: 'create', logs: true }, purge: true, pregenerate },
  'derivatives elsewhere with a key of the stack, beside the regional door': {
    ...{ kms: { key: 'create' }, door: 'regional', purge: true },
    originals: { access: 'public', existing },
  },
  'buckets with a key that exists': { kms: { key: 'arn:aws:kms:us-east-1:123456789012:key/buckets' }, purge: true },
  'several buckets': { buckets, originals: { access: 'public', existing }, marks: { logo: 'logo.png' } },
  'pre-generation of several buckets of one region elsewhere': {
    buckets: [...buckets.slice(0, 1), { path: '/press/*', bucket: 'my.press', region: 'eu-west-1', prefix: 'site' }],
    originals: { access: 'public', existing, secondary: { bucket: 'archive', region: 'eu-west-1', prefix: 'old' } },
    pregenerate: [{ prefix: 'shop/new/', queries: ['w=400'] }],
  },
  'a purge of several buckets of one region elsewhere': {
    ...{ purge: true, buckets: buckets.slice(0, 1) },
    originals: { access: 'public', existing, secondary: { bucket: 'archive', region: 'eu-west-1', prefix: 'old' } },
  },
  'several buckets beside a new one': { buckets: buckets.slice(0, 3), signing: { paths: ['/staff/*'] } },
  'paths of a distribution of the app': {
    attach: { paths: ['/images/*', '/more/*.jpg'] },
    purge: true,
    signing: { paths: ['/images/own/*'] },
  },
  'paths of a distribution of the app, beside originals elsewhere, monitored': {
    ...{ attach: { paths: ['/images/*'] }, originals: { access: 'public', existing }, purge: true },
    ...{ originShieldRegion: 'eu-central-1', monitoring: topics('us-east-1', 'eu-west-1', 'eu-central-1') },
  },
  'paths of a distribution outside of the app': {
    ...{ attach: { paths: ['/images/*'], distribution: outside }, purge: true, pregenerate, kms: { key: 'create' } },
  },
  'the same without a viewer function, of several buckets': {
    attach: { paths: ['/shop/new/*', '/images/*'], distribution: outside, viewerFunction: false },
    buckets,
  },
  'a second bucket where the first has no such key': {
    originals: { access: 'public', existing, secondary: { bucket: 'archive', region: 'us-east-2', prefix: 'old' } },
  },
  'a second bucket, encrypted, behind a new one and beside others': {
    buckets: buckets.slice(0, 1),
    originals: { access: 'private', secondary: { bucket: 'archive', region: 'eu-west-1', kmsKeyArn } },
  },
  'private originals': { originals: { access: 'private' } },
  'signing, presets and a ladder': { signing: { paths: ['/private/*'] }, presets, presetsOnly: true, snap: 'default' },
  'derivatives, a purge and pre-generation': { purge: true, pregenerate },
  'the same beside a bucket elsewhere, monitored where the shield is': {
    originals: { access: 'public', existing: { bucket: 'photos', region: 'eu-west-3' } },
    ...{ purge: true, pregenerate, originShieldRegion: 'eu-central-1' },
    monitoring: topics('us-east-1', 'eu-west-3', 'eu-central-1'),
  },
  'no derivatives, no shield': { derivatives: undefined, originShieldRegion: undefined },
  'a canary, with a key for the logs': {
    kms: { key: 'create', logs: true },
    monitoring: { ...topics('us-east-1'), canary: { minutes: 15 } },
  },
  'the page': { page: { images: ['samples/landscape.jpg'] }, kms: { key: 'create', logs: true } },
  'the next release for a share of the requests': {
    ...{
      http3: false,
      staging: { weight: 5 },
      signing: { paths: ['/private/*'] },
      purge: true,
      kms: { key: 'create' },
    },
    ...{ domain: { names: ['images.example.com'], certificateArn } },
  },
  'the next release of several buckets': {
    ...{ http3: false, staging: { weight: 5 }, buckets: buckets.slice(0, 1) },
    originals: { access: 'public', existing, secondary: { bucket: 'archive', region: 'us-east-2' } },
  },
  'the next release by a header, beside a bucket elsewhere': {
    ...{ http3: false, staging: { header: { name: 'aws-cf-cd-next', value: 'yes' } } },
    originals: { access: 'public', prefix: 'site', existing },
  },
  'an own domain, a web ACL and access logs': {
    domain: { names: ['images.example.com'], certificateArn },
    webAclArn,
    accessLogs: { destinationArn: 'arn:aws:s3:::logs-of-images/cloudfront' },
  },
  'tags and a permissions boundary': {
    tags: { project: 'images' },
    permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/Boundary',
    purge: true,
  },
  'the regional door': { door: 'regional' },
  'the regional door beside an encrypted bucket elsewhere, monitored': {
    ...{ door: 'regional', originals: { access: 'private', existing: { ...existing, kmsKeyArn } }, purge: true },
    monitoring: topics('us-east-1', 'eu-west-1'),
  },
  'the regional door of several buckets': {
    ...{ door: 'regional', buckets, marks: { logo: 'logo.png' } },
    originals: { access: 'public', existing, secondary: { bucket: 'archive', region: 'us-east-2', prefix: 'old' } },
  },
  'the regional door with originals of web servers': {
    door: 'regional',
    httpOrigins: { hosts: ['images.example.com', '*.example.org'] },
  },
  'the regional door as a container image': { door: 'regional', regional: { package: 'image' } },
  'the regional door with code signing': {
    door: 'regional',
    regional: {
      codeSigningConfigArn: 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0',
    },
  },
  'Node 22 and several origins for CORS': {
    runtime: 'nodejs22.x',
    cors: { origins: ['https://a.example.com', 'https://*.b.example.com'] },
  },
};
