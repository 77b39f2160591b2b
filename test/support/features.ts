import type { ConfigInput } from '../../infra/config/schema.ts';

/** A feature of the configuration: what it sets, and the fields by which an error must name it. */
export type Feature = { name: string; fields: string[]; sets: Partial<ConfigInput> };

const existing = { bucket: 'photos', region: 'eu-west-1' };
const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/abc';
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const codeSigningConfigArn = 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0';
const distribution = { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' };
const images = ['samples/landscape.jpg'];
const originals = (of: Partial<ConfigInput['originals']>) => ({ originals: of }) as Partial<ConfigInput>;

/**
 * Every feature that can be switched on, each with what it needs beside it. Parts are merged; two features that set one value differently
 * are no combination.
 */
export const features: Feature[] = (
  [
    ['private originals', 'originals.access', originals({ access: 'private' })],
    ['stripped originals', 'originals.metadata', originals({ metadata: 'strip' })],
    ['a folder', 'originals.prefix', originals({ prefix: 'site' })],
    ['an existing bucket', 'originals.existing', originals({ existing })],
    ['an encrypted bucket', 'originals.existing', originals({ existing: { ...existing, kmsKeyArn } })],
    ['a second bucket', 'originals.secondary', originals({ secondary: { bucket: 'old', region: 'us-east-1' } })],
    ['several buckets', 'buckets', { buckets: [{ path: '/shop/*', bucket: 'shop', region: 'us-east-1' }] }],
    [
      'buckets of other access',
      'buckets',
      { buckets: [{ path: '/staff/*', bucket: 'staff', region: 'us-east-1', access: 'private' }] },
    ],
    ['no derivatives', 'derivatives', { derivatives: undefined }],
    ['the regional door', 'door', { door: 'regional' }],
    ['a container image', 'regional door', { door: 'regional', regional: { package: 'image' } }],
    ['code signing', 'regional door', { door: 'regional', regional: { codeSigningConfigArn } }],
    ['web servers', 'httpOrigins door', { door: 'regional', httpOrigins: { hosts: ['img.example.org'] } }],
    ['presets', 'presets', { presets: { thumb: 'w=200&h=200' } }],
    ['nothing but presets', 'presetsOnly', { presets: { thumb: 'w=200&h=200' }, presetsOnly: true }],
    ['a ladder', 'snap', { snap: 'default' }],
    ['signing', 'signing', { signing: { paths: ['/private/*'] } }],
    ['a dialect for every path', 'dialects', { dialects: [{ path: '*', dialect: 'imgix' }] }],
    ['a dialect of some paths', 'dialects', { dialects: [{ path: '/imgix/*', dialect: 'imgix' }] }],
    [
      'a dialect that changes the path',
      'dialects',
      { dialects: [{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }] },
    ],
    ['a purge', 'purge', { purge: true }],
    ['pre-generation', 'pregenerate', { pregenerate: [{ prefix: 'products/', queries: ['w=400'] }] }],
    ['monitoring', 'monitoring', { monitoring: { topicArns: [] } }],
    ['a canary', 'monitoring.canary', { monitoring: { topicArns: [], canary: {} } }],
    ['marks', 'marks', { marks: { logo: 'site/logo.png' } }],
    ['fallbacks', 'fallbacks', { fallbacks: { sorry: 'site/sorry.png' } }],
    ['the page', 'page', { page: { images } }],
    ['explain', 'explain', { explain: 'on' }],
    ['explain for signers', 'explain signing', { explain: 'signed', signing: { paths: ['/private/*'] } }],
    ['Node 22', 'runtime', { runtime: 'nodejs22.x' }],
    ['memory', 'memory', { memory: 3008 }],
    ['a time-out', 'timeout', { timeout: 20 }],
    ['limits', 'limits', { limits: { pixels: 50_000_000 } }],
    ['lifetimes', 'lifetimes', { lifetimes: { derivative: 3600, missing: 5 } }],
    ['several sites', 'cors', { cors: { origins: ['https://a.example.com', 'https://*.b.example.com'] } }],
    ['some edges', 'priceClass', { priceClass: 'PriceClass_100' }],
    ['a shield elsewhere', 'originShieldRegion', { originShieldRegion: 'eu-central-1' }],
    ['no shield', 'originShieldRegion', { originShieldRegion: undefined }],
    ['paths of a distribution of the app', 'attach', { attach: { paths: ['/images/*'] } }],
    ['paths of another distribution', 'attach', { attach: { paths: ['/images/*'], distribution } }],
    ['no viewer function', 'attach', { attach: { paths: ['/images/*'], distribution, viewerFunction: false } }],
    ['no HTTP/3', 'http3', { http3: false }],
    ['the next release', 'staging http3', { http3: false, staging: { weight: 5 } }],
    ['an own domain', 'domain', { domain: { names: ['images.example.com'], certificateArn } }],
    ['a web ACL', 'webAclArn', { webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b' }],
    ['access logs', 'accessLogs', { accessLogs: { destinationArn: 'arn:aws:s3:::logs-of-images' } }],
    ['a key of the stack', 'kms', { kms: { key: 'create' } }],
    ['a key for the logs', 'kms', { kms: { key: 'create', logs: true } }],
    ['tags', 'tags', { tags: { project: 'images' } }],
    ['a boundary', 'permissionsBoundaryArn', { permissionsBoundaryArn: 'arn:aws:iam::aws:policy/Boundary' }],
    ['longer logs', 'logRetentionDays', { logRetentionDays: 365 }],
  ] as [string, string, Partial<ConfigInput>][]
).map(([name, fields, sets]) => ({ name, fields: fields.split(' '), sets }));

/** What a configuration without features is. */
const base = {
  stackName: 'edge-images',
  originals: { access: 'public' },
  derivatives: { days: 90 },
  originShieldRegion: 'us-east-1',
} as const satisfies ConfigInput;

/** The configuration of these features; undefined where two set one value differently. */
export const combined = (chosen: readonly Feature[]): ConfigInput | undefined => {
  const merged = chosen.reduce<Part | undefined>((all, { sets }) => all && merge(all, sets), {});
  return (
    merged && ({ ...base, ...merged, originals: { ...base.originals, ...Object(merged.originals) } } as ConfigInput)
  );
};

type Part = { [field: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (one: Part, other: Part): Part | undefined => {
  const merged = { ...one };
  for (const [field, value] of Object.entries(other)) {
    const given = one[field];
    const both = isPart(given) && isPart(value) ? merge(given, value) : undefined;
    if (!(field in one)) merged[field] = value;
    else if (both) merged[field] = both;
    else if (JSON.stringify(given) !== JSON.stringify(value)) return undefined;
  }
  return merged;
};
