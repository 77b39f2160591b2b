import { expect, test } from 'vitest';
import type { Config } from '../../../infra/config/schema.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { config } from '../../support/config.ts';

const { originals, limits, lifetimes } = config;
const existing = { bucket: 'photos', region: 'eu-west-1' };
const shop = { path: '/shop/*', bucket: 'shop', region: 'eu-west-1' };
const closed = { path: '/staff/*', ...existing, access: 'private' as const };
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';

test('a stack name and the originals are enough; a field that is left out has its default', () => {
  const least = { stackName: 'images', originals: { access: 'public' as const } };
  expect(resolveConfig(least)).toEqual({
    ...least,
    ...{ runtime: 'nodejs24.x', memory: 1769, timeout: 30, limits, lifetimes, logRetentionDays: 30 },
    ...{ cors: { origins: ['*'] }, priceClass: 'PriceClass_All', door: 'edge', http3: true },
  });
  expect(resolveConfig({ ...least, limits: { pixels: 1e6 }, lifetimes: { missing: 5 } })).toMatchObject({
    limits: { ...limits, pixels: 1e6 },
    lifetimes: { ...lifetimes, missing: 5 },
  });
});

test.each<[field: string, given: object, message: string]>([
  ['stackName', { stackName: 'édge' }, 'stackName is "édge", expected a letter, then up to 25 of A-Z a-z 0-9 -'],
  [
    'stackName of another',
    { stackName: 'images-alarms' },
    'stackName is "images-alarms", expected a name that does not end in -derivatives, -function, -regional, -alarms, -candidate',
  ],
  ['access', { originals: { access: 'secret' } }, 'originals.access is "secret", expected public or private'],
  ['prefix', { originals: { ...originals, prefix: '/a/' } }, 'originals.prefix is "/a/", expected a folder'],
  [
    'bucket',
    { originals: { ...originals, existing: { ...existing, bucket: 'No' } } },
    'originals.existing.bucket is "No"',
  ],
  ['region', { originals: { ...originals, existing: { bucket: 'photos' } } }, 'originals.existing.region is undefined'],
  ['kms.key', { kms: { key: 'alias/images' } }, 'kms.key is "alias/images", expected create, or the ARN of a KMS key'],
  ['kmsKeyArn', { originals: { ...originals, existing: { ...existing, kmsKeyArn: 'k' } } }, 'kmsKeyArn is "k"'],
  ['a long stackName', { stackName: 'a'.repeat(27) }, 'expected a letter, then up to 25'],
  ['purge', { purge: 'yes' }, 'purge is "yes", expected true or false'],
  [
    'pregenerate alone',
    { derivatives: undefined, pregenerate: [] },
    'pregenerate is [], expected it to be left out without',
  ],
  ['its prefix', { pregenerate: [{ prefix: '/a', queries: ['w=4'] }] }, 'pregenerate[0].prefix is "/a", expected the'],
  ['its queries', { pregenerate: [{ prefix: '', queries: [] }] }, 'pregenerate[0].queries is [], expected queries'],
  [
    'an unreadable query',
    { pregenerate: [{ prefix: '', queries: ['w=abc'] }] },
    'pregenerate[0].queries[0] is "w=abc", expected w to be auto or 1',
  ],
  ['pregenerate, one row', { pregenerate: { prefix: '', queries: ['w=4'] } }, 'expected rows such as'],
  [
    'topicArns',
    { monitoring: { topicArns: ['alarms'] } },
    'monitoring.topicArns[0] is "alarms", expected the ARN of an SNS',
  ],
  ['days', { derivatives: { days: 1 } }, 'derivatives.days is 1, expected whole days, 7 to 3,650'],
  ['explain', { explain: 'yes' }, 'explain is "yes", expected on; or, with signing, signed'],
  ['explain for signers, without signing', { explain: 'signed' }, 'explain is "signed"'],
  ['marks', { marks: { logo: '/logo.png' } }, 'marks.logo is "/logo.png", expected the key of an image'],
  [
    'a name with a space',
    { marks: { 'my logo': 'a.png' } },
    'marks.my logo is "a.png", expected keys of images under names',
  ],
  ['fallbacks', { fallbacks: { sorry: 5 } }, 'fallbacks.sorry is 5, expected the key of an image'],
  ['a reserved name', { fallbacks: { origin: 'a.png' } }, 'fallbacks.origin is "a.png"'],
  ['a preset', { presets: { thumb: 'w=abc' } }, 'presets.thumb is "w=abc", expected w to be auto or 1'],
  ['an empty preset', { presets: { thumb: '' } }, 'presets.thumb is ""'],
  ["a preset's name", { presets: { 'a b': 'w=1' } }, 'presets.a b is "w=1", expected queries under names of letters'],
  ['a preset of no words', { presets: { x: 5 } }, 'presets.x is 5'],
  ['snap', { snap: 'yes' }, 'snap is "yes", expected default, or widths from 1 to 8192'],
  ['snap downwards', { snap: [640, 320] }, 'snap is [640,320]'],
  ['snap to nothing', { snap: [] }, 'snap is []'],
  [
    'signing',
    { signing: { paths: [] } },
    'signing.paths is [], expected paths such as /private/*, with ? for a space, without %',
  ],
  ['a path to sign', { signing: { paths: ['private'] } }, 'signing.paths[0] is "private"'],
  // It would match no path, and close nothing.
  ['an encoded path to sign', { signing: { paths: ['/my%20own/*'] } }, 'signing.paths[0] is "/my%20own/*"'],
  ['a slip in a field', { presest: {} }, 'presest is {}, expected no such field, but stackName, originals,'],
  [
    'a slip in a part',
    { limits: { ...limits, frame: 3 } },
    'limits.frame is 3, expected no such field, but bytes, pixels',
  ],
  ['a slip in a row', { dialects: [{ pth: '*', dialect: 'imgix' }] }, 'dialects[0].pth is "*", expected no such field'],
  ['no originals', { originals: undefined }, 'originals is undefined, expected an object of access'],
  ['null', { limits: null }, 'limits is null, expected an object of bytes'],
  [
    'a text for a part',
    { domain: 'images.example.com' },
    'domain is "images.example.com", expected an object of names',
  ],
  ['off by false', { derivatives: false }, 'derivatives is false, expected an object of days; or no such line'],
  ['not a number', { memory: Number.NaN }, 'memory is NaN, expected whole MB'],
  ['dialects, one text', { dialects: 'imgix' }, 'dialects is "imgix", expected rows such as'],
  [
    'an unknown dialect',
    { dialects: [{ path: '*', dialect: 'imgx' }] },
    'dialects[0].dialect is "imgx", expected one of aws,',
  ],
  [
    'a dialect behind every path',
    {
      dialects: [
        { path: '*', dialect: 'imgix' },
        { path: '/a/*', dialect: 'fastly' },
      ],
    },
    'dialects[1] is {"path":"/a/*","dialect":"fastly"}, expected to stand before "*"',
  ],
  [
    'a dialect in a folder of another one',
    {
      dialects: [
        { path: '/a/*', dialect: 'imgix' },
        { path: '/a/b/*.jpg', dialect: 'fastly' },
      ],
    },
    'dialects[1] is {"path":"/a/b/*.jpg","dialect":"fastly"}, expected to stand before "/a/*"',
  ],
  [
    'a bucket at paths of redirects',
    { buckets: [{ path: '/_/a/*', bucket: 'more-images', region: 'eu-west-1', access: 'public' }] },
    'buckets[0].path is "/_/a/*", expected paths outside /_/*',
  ],
  ['a slip in a preset', { presets: { a: 'w=4&qualty=5' } }, 'expected no unknown parameter: qualty, perhaps quality'],
  ['a bare word as a preset', { presets: { a: 'cover' } }, 'presets.a is "cover", expected a parameter, = and a value'],
  [
    'a preset in a preset',
    { presets: { a: 'preset=b' } },
    'presets.a is "preset=b", expected no preset inside a preset',
  ],
  ['a list of presets', { presets: ['w=1'] }, 'presets is ["w=1"], expected queries under names'],
  ['nothing but presets, without any', { presetsOnly: true }, 'presetsOnly is true, expected presets beside it'],
  ['no image of the page', { page: { images: [] } }, 'page.images is [], expected'],
  ['an image of the page', { page: { images: ['/a.jpg'] } }, 'page.images[0] is "/a.jpg", expected a key such as'],
  [
    'the page where only presets are served',
    { page: { images: ['a.jpg'] }, presets: { thumb: 'w=4' }, presetsOnly: true },
    'page is {"images":["a.jpg"]}, expected it to be left out with presetsOnly',
  ],
  [
    'the page where another language is spoken',
    { page: { images: ['a.jpg'] }, dialects: [{ path: '*', dialect: 'imgix' }] },
    'page is {"images":["a.jpg"]}, expected it to be left out with dialects for every path',
  ],
  ['presetsOnly', { presetsOnly: 'yes' }, 'presetsOnly is "yes", expected true or false'],
  [
    'a mark outside of the prefix',
    { originals: { ...originals, prefix: 'a' }, marks: { logo: 'b.png' } },
    'marks.logo is "b.png", expected a complete key that starts with originals.prefix: a/',
  ],
  [
    'a prefix that climbs',
    { originals: { ...originals, prefix: 'a/..' } },
    'originals.prefix is "a/..", expected a folder',
  ],
  [
    'a bucket as an address',
    { originals: { ...originals, existing: { ...existing, bucket: 's3://photos' } } },
    'bucket is "s3://photos", expected the name of an S3 bucket',
  ],
  [
    'a bucket with two dots',
    { originals: { ...originals, existing: { ...existing, bucket: 'a..b' } } },
    'bucket is "a..b"',
  ],
  [
    'a slip in a region',
    { originals: { ...originals, existing: { ...existing, region: 'eu-wset-1' } } },
    'region is "eu-wset-1", expected a region',
  ],
  [
    "China's region",
    { originals: { ...originals, existing: { ...existing, region: 'cn-north-1' } } },
    'region is "cn-north-1"',
  ],
  [
    'a key elsewhere',
    { originals: { ...originals, existing: { ...existing, kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/a' } } },
    "expected a key in the bucket's region: eu-west-1",
  ],
  [
    'a key of the buckets elsewhere',
    { kms: { key: 'arn:aws:kms:eu-west-1:123456789012:key/a' } },
    'kms.key is "arn:aws:kms:eu-west-1:123456789012:key/a", expected a key in the region of the buckets: us-east-1',
  ],
  [
    'a key and no bucket of ours',
    { kms: { key: 'create' }, derivatives: undefined, originals: { ...originals, existing } },
    'expected it to be left out if the stack makes no bucket',
  ],
  [
    'a canary that would need a key',
    { signing: { paths: ['/samples/*'] }, monitoring: { topicArns: [], canary: {} } },
    'monitoring.canary.folder is "/samples/", expected a folder that needs no signature, as /samples/* does',
  ],
  [
    'a canary of a file',
    { monitoring: { topicArns: [], canary: { folder: '/a.jpg' } } },
    'monitoring.canary.folder is "/a.jpg", expected a path such as /samples/',
  ],
  [
    'web servers at the edge',
    { httpOrigins: { hosts: ['images.example.com'] } },
    "expected door: 'regional' beside it: at the edge CloudFront itself asks the origin",
  ],
  [
    'the address of a web server',
    { door: 'regional', httpOrigins: { hosts: ['169.254.169.254'] } },
    'httpOrigins.hosts[0] is "169.254.169.254", expected hostnames such as images.example.com, not IP addresses',
  ],
  [
    'the web server of this machine',
    { door: 'regional', httpOrigins: { hosts: ['localhost'] } },
    'httpOrigins.hosts[0] is "localhost"',
  ],
  [
    'a web server that is this service',
    {
      ...{ door: 'regional', httpOrigins: { hosts: ['images.example.com'] } },
      domain: {
        names: ['images.example.com'],
        certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc',
      },
    },
    'httpOrigins.hosts[0] is "images.example.com", expected a host that is not in domain.names',
  ],
  [
    'staging with HTTP/3',
    { staging: { weight: 5 } },
    'http3 is true, expected false with staging: CloudFront has no HTTP/3 with continuous deployment',
  ],
  ['staging of what', { http3: false, staging: {} }, 'staging is {}, expected weight, or header'],
  [
    'staging by both',
    { http3: false, staging: { weight: 5, header: { name: 'aws-cf-cd-next', value: '1' } } },
    'expected weight, or header',
  ],
  ['staging at the other door', { http3: false, door: 'regional', staging: { weight: 5 } }, "expected door: 'edge'"],
  ['a share above the limit', { staging: { weight: 16 } }, 'staging.weight is 16, expected whole percent, 0 to 15'],
  [
    'a header that CloudFront refuses',
    { staging: { header: { name: 'x-next', value: '1' } } },
    'staging.header.name is "x-next", expected a name that starts with aws-cf-cd-',
  ],
  [
    'a topic elsewhere',
    { monitoring: { topicArns: ['arn:aws:sns:eu-west-3:123456789012:a'] } },
    'expected a topic in us-east-1, where the alarms are',
  ],
  [
    'a topic in one region of two',
    { originShieldRegion: 'eu-central-1', monitoring: { topicArns: ['arn:aws:sns:us-east-1:123456789012:a'] } },
    'expected a topic in eu-central-1 too, where alarms would reach no one',
  ],
  ['a web ACL of a region', { webAclArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b' }, 'webAclArn is'],
  [
    'logs to nowhere',
    { accessLogs: { destinationArn: 'logs' } },
    'accessLogs.destinationArn is "logs", expected the ARN of a',
  ],
  ['a tag of AWS', { tags: { 'aws:a': 'b' } }, 'tags.aws:a is "b", expected tags such as'],
  ['a boundary', { permissionsBoundaryArn: 'Boundary' }, 'permissionsBoundaryArn is "Boundary", expected the ARN'],
  [
    'an image that outlasts the function',
    { timeout: 3 },
    'limits.milliseconds is 4000, expected less than timeout: 3000',
  ],
  ['all origins and one', { cors: { origins: ['*', 'https://a.b'] } }, 'expected * alone, or origins without it'],
  [
    'half an ARN',
    { domain: { names: ['a.b.com'], certificateArn: 'arn:aws:acm:us-east-1:' } },
    'expected the ARN of a certificate',
  ],
  ['runtime', { runtime: 'nodejs20.x' }, 'runtime is "nodejs20.x", expected nodejs24.x or nodejs22.x'],
  [
    'a path of a bucket',
    { buckets: [{ ...shop, path: 'shop' }] },
    'buckets[0].path is "shop", expected a path such as',
  ],
  [
    'a bucket of every path',
    { buckets: [{ ...shop, path: '/*' }] },
    'buckets[0].path is "/*", expected only some paths',
  ],
  // S3 reads /staff%2Fa.jpg as staff/a.jpg, and it is no path of /staff/*.
  ...[
    { originals: { ...originals, existing }, buckets: [closed] },
    { originals: { ...originals, existing, prefix: 'site' }, buckets: [{ ...closed, prefix: 'site/more' }] },
    { originals: { ...originals, secondary: existing }, buckets: [closed] },
    {
      buckets: [
        { ...closed, path: '/a/b/*' },
        { ...closed, path: '/a/*', access: 'public' },
      ],
    },
  ].map((changes, at): [string, object, string] => [
    `private keys with another spelling, ${at}`,
    changes,
    'buckets[0].access is "private", expected public, as of other paths to keys of photos that begin with "',
  ]),
  ['a bucket without a region', { buckets: [{ ...shop, region: undefined }] }, 'buckets[0].region is undefined'],
  ['a slip in a bucket', { buckets: [{ ...shop, folder: 'a' }] }, 'buckets[0].folder is "a", expected no such field'],
  ['a path twice', { buckets: [shop, shop] }, 'buckets[1] is {"path":"/shop/*",'],
  [
    'a bucket in two regions',
    { originals: { ...originals, existing }, buckets: [{ ...shop, bucket: 'photos', region: 'us-east-2' }] },
    'buckets[0].region is "us-east-2", expected eu-west-1, the region that the config gives elsewhere for photos',
  ],
  [
    'a key elsewhere than its bucket',
    { buckets: [{ ...shop, kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/a' }] },
    'buckets[0].kmsKeyArn is "arn:aws:kms:us-east-1:123456789012:key/a", expected a key in the bucket\'s region: eu-west-1',
  ],
  [
    'a purge of several regions',
    { buckets: [shop], purge: true },
    'purge is true, expected it to be left out with buckets of another region than us-east-1',
  ],
  [
    'pre-generation of several buckets',
    { buckets: [shop], pregenerate: [{ prefix: '', queries: ['w=4'] }] },
    'expected it to be left out with buckets of another region than us-east-1: it follows the changes of one',
  ],
  [
    'a dialect that names another path',
    { buckets: [shop], dialects: [{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }] },
    'expected a dialect whose paths are those of the images: with buckets',
  ],
  [
    'every path of a distribution',
    { attach: { paths: ['/a/*', '/*'] } },
    'attach.paths[1] is "/*", expected only some paths',
  ],
  [
    'a path of a distribution twice',
    { attach: { paths: ['/a/*', '/a/*'] } },
    'attach.paths[1] is "/a/*", expected only some paths',
  ],
  ['no path of a distribution', { attach: { paths: [] } }, 'attach.paths is [], expected paths such as /images/*'],
  [
    'half a distribution',
    { attach: { paths: ['/a/*'], distribution: { id: 'E2EXAMPLE1' } } },
    'attach.distribution.domainName is undefined',
  ],
  [
    'a distribution by its address',
    { attach: { paths: ['/a/*'], distribution: { id: 'd1.cloudfront.net', domainName: 'd1.cloudfront.net' } } },
    'attach.distribution.id is "d1.cloudfront.net", expected the id of a distribution',
  ],
  ...Object.entries({
    domain: { names: ['a.example.com'], certificateArn },
    webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b',
    accessLogs: { destinationArn: 'arn:aws:s3:::logs' },
    monitoring: { topicArns: [], canary: {} },
    page: { images: ['a.jpg'] },
    http3: false,
    priceClass: 'PriceClass_100',
  }).map(([name, value]): [string, object, string] => [
    `${name} of a distribution that exists`,
    { attach: { paths: ['/a/*'] }, [name]: value },
    'expected it to be left out with attach: the distribution has its own',
  ]),
  ['the regional door, attached', { attach: { paths: ['/a/*'] }, door: 'regional' }, 'expected edge beside attach'],
  ...Object.entries({
    signing: { paths: ['/a/*'] },
    presets: { a: 'w=4' },
    snap: 'default',
    explain: 'on',
    dialects: [{ path: '*', dialect: 'imgix' }],
  }).map(([name, value]): [string, object, string] => [
    `${name} without a viewer function`,
    { attach: { paths: ['/a/*'], viewerFunction: false }, [name]: value },
    `${name} is ${JSON.stringify(value).slice(0, 1)}`,
  ]),
  [
    'eleven parameters',
    { attach: { paths: ['/a/*'], parameters: [...'w h dpr fit bg q rot blur sharp flip mono'.split(' ')] } },
    'attach.parameters is ["w",',
  ],
  // S3 reads it too: strangers would choose the type of an object.
  [
    'a parameter of S3',
    { attach: { paths: ['/a/*'], parameters: ['w', 'response-content-type'] } },
    'attach.parameters[1] is "response-content-type", expected the name of a parameter',
  ],
  [
    'a second bucket in two regions',
    { originals: { ...originals, existing, secondary: { bucket: 'photos', region: 'us-east-2' } } },
    'originals.secondary.region is "us-east-2", expected eu-west-1, the region that the config gives elsewhere for photos',
  ],
  [
    'a key elsewhere than the second bucket',
    { originals: { ...originals, secondary: { ...existing, kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/a' } } },
    'originals.secondary.kmsKeyArn is "arn:aws:kms:us-east-1:123456789012:key/a", expected a key in the bucket',
  ],
  [
    'a purge of two regions',
    { originals: { ...originals, secondary: existing }, purge: true },
    'purge is true, expected it to be left out with originals.secondary of another region than us-east-1',
  ],
  [
    'two buckets, outside of the app',
    {
      originals: { ...originals, secondary: existing },
      attach: { paths: ['/a/*'], distribution: { id: 'E2EXAMPLE1', domainName: 'd1.cloudfront.net' } },
    },
    'originals.secondary is {"bucket":"photos","region":"eu-west-1"}, expected it to be left out with attach.distribution',
  ],
  ['memory', { memory: 128 }, 'memory is 128, expected whole MB, 640 to 10,240'],
  ['memory as text', { memory: '1769' }, 'memory is "1769", expected whole MB'],
  ['timeout', { timeout: 31 }, 'timeout is 31, expected whole seconds, 1 to 30'],
  ['bytes', { limits: { ...limits, bytes: 0 } }, 'limits.bytes is 0'],
  ['pixels', { limits: { ...limits, pixels: 1.5 } }, 'limits.pixels is 1.5'],
  ['frames', { limits: { ...limits, frames: -1 } }, 'limits.frames is -1'],
  ['milliseconds', { limits: { ...limits, milliseconds: 0 } }, 'limits.milliseconds is 0'],
  ['memory of an image', { limits: { ...limits, memory: 768 } }, 'limits.memory is 768, expected whole bytes'],
  [
    'memory of an image in less',
    { memory: 1024 },
    'limits.memory is 805306368, expected at most memory - 500 MB: 524000000',
  ],
  ['lifetimes', { lifetimes: { ...lifetimes, failure: -1 } }, 'lifetimes.failure is -1, expected whole seconds'],
  ['origins', { cors: { origins: [] } }, 'cors.origins is [], expected * or origins'],
  ['origin with a path', { cors: { origins: ['https://a.b/c'] } }, 'cors.origins[0] is "https://a.b/c"'],
  [
    'a wildcard inside a name',
    { cors: { origins: ['https://exa*ple.com'] } },
    'cors.origins[0] is "https://exa*ple.com"',
  ],
  [
    'a wildcard that is a domain',
    { cors: { origins: ['https://*'] } },
    'cors.origins[0] is "https://*", expected *, or',
  ],
  ['priceClass', { priceClass: 'cheap' }, 'priceClass is "cheap", expected PriceClass_100'],
  ['originShieldRegion', { originShieldRegion: 'Ireland' }, 'originShieldRegion is "Ireland", expected the nearest'],
  ['a region without a shield', { originShieldRegion: 'eu-west-3' }, 'originShieldRegion is "eu-west-3", expected the'],
  ['domain names', { domain: { names: ['https://a.b'], certificateArn } }, 'domain.names[0] is "https://a.b"'],
  [
    'a certificate elsewhere',
    { domain: { names: ['a.example.com'], certificateArn: certificateArn.replace('us-east-1', 'eu-west-1') } },
    'expected the ARN of a certificate in us-east-1',
  ],
  ['logRetentionDays', { logRetentionDays: 31 }, 'logRetentionDays is 31, expected one of 1, 3, 5'],
])('%s', (_, given, message) => {
  expect(() => resolveConfig({ ...config, ...given } as Config)).toThrow(message);
});

test.each<[field: string, given: Partial<Config>]>([
  ['presets', { presets: { thumb: 'w=200&h=200&fit=cover', Wide_2: 'ar=16:9' }, presetsOnly: true }],
  ['snap', { snap: 'default' }],
  ['attached', { attach: { paths: ['/a/*'], viewerFunction: false, parameters: ['w', 'height'] } }],
  ['several buckets regionally', { buckets: [shop], door: 'regional' }],
  [
    'pre-generation of several buckets',
    { buckets: [{ ...shop, region: 'us-east-1' }], pregenerate: [{ prefix: '', queries: ['w=4'] }] },
  ],
  ['a purge of several buckets', { buckets: [{ ...shop, region: 'us-east-1' }], purge: true }],
  ['several buckets, one of them twice', { buckets: [shop, { ...shop, path: '*.gif', prefix: 'moving' }] }],
  ['a private folder of its own', { originals: { ...originals, existing, prefix: 'site' }, buckets: [closed] }],
  ['private paths that begin otherwise', { buckets: [closed, { ...closed, path: '/shop/*', access: 'public' }] }],
  ['snap to own widths', { snap: [320, 640] }],
  ['cors', { cors: { origins: ['https://*.example.com', 'http://localhost:3000'] } }],
  ['signing', { signing: { paths: ['/private/*', '*.raw.jpg', '/my?own/*', '/비밀/*'] } }],
])('%s may be', (_, given) => {
  expect(resolveConfig({ ...config, ...given })).toMatchObject(given);
});

test('a config that is none', () => {
  expect(() => resolveConfig(JSON.parse('null'))).toThrow('config is null, expected an object of stackName');
});

test('every wrong field is named at once', () => {
  const check = () => resolveConfig({ ...config, memory: 1, timeout: 0 });
  expect(check).toThrow(/memory is 1,.*\n.*timeout is 0,/);
});

test("the Lambda's settings are plain JSON", () => {
  const given: Config = { ...config, originals: { access: 'private', prefix: 'photos', existing } };
  expect(originSettings(given)).toEqual({
    stack: 'edge-images',
    originals: { access: 'private', bucket: { name: 'photos', region: 'eu-west-1' } },
    derivatives: { days: 90, revision: 'unreleased' },
    limits: { ...limits, ownBytes: false },
    lifetimes,
    site: '*',
  });
  for (const origins of [['https://a.b', 'https://c.d'], ['https://*.example.com']])
    expect(originSettings({ ...given, cors: { origins } })).not.toHaveProperty('site');
  expect(originSettings(config).originals).toEqual({ access: 'public' });
  expect(JSON.parse(JSON.stringify(originSettings(given)))).toEqual(originSettings(given));
});
