import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { sign } from '../../../edge/url/sign.ts';
import { signUrl } from '../../../edge/url/sign-url.ts';
import { viewerText } from '../../../infra/build/viewer-function.ts';
import { configuredParseStep } from '../../../infra/config/paths/parse-step.ts';
import {
  viewerFunction as run,
  type ViewerFunction,
} from '../../../infra/local/cloudfront/viewer-function/viewer-function.ts';
import { config } from '../../support/config.ts';

const keys = new Map([
  ['one', 'the secret of one'],
  ['two', '두 번째 비밀'],
  ['imgix', 'FOO123bar'],
]);
const secretOf = (id: string) => keys.get(id) ?? 'no key of this site';
const signing = { paths: ['/private/*', '*.raw.jpg'] };
const host = 'https://d123.cloudfront.net';
const soon = new Date(Date.now() + 60_000);

let viewer: ViewerFunction;
let closed: ViewerFunction;
beforeAll(async () => {
  const text = await viewerText({ ...config, signing, snap: 'default' });
  viewer = run(text, keys);
  closed = run(text.replace('.kvs()', '.store()'), keys);
});

/** The canonical variant; or why not. */
const ask = async (address: string, door = viewer): Promise<string> => {
  const { pathname, search } = new URL(address, host);
  // `URL` resolves dot segments, a viewer need not.
  const uri = address.includes('/.') ? address.replace(/\?.*/, '') : pathname;
  const request = { method: 'GET', uri, querystring: search.slice(1), headers: {}, ip: '127.0.0.1', id: '1' };
  const answer = await door(request);
  if (!('status' in answer)) return answer.querystring.replace('variant=', '');
  const { status, title, parameter } = JSON.parse(Buffer.from(answer.body).toString());
  expect(status).toBe(answer.status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return `${status} ${parameter ?? title}`;
};

const signedBy = (id: string, address: string, expires?: Date) =>
  sign(address, { id, secret: secretOf(id), ...(expires && { expires }) });

const missing = '403 The signature is missing';
const wrong = '403 The signature is wrong';
const expired = '403 The signature is expired';
const unknown = '403 The signature is of an unknown key';

describe('a closed path', () => {
  test.each([
    ['/private/a.jpg?w=640', missing],
    ['/private/a.jpg', missing],
    ['/private/', missing],
    ['/%70rivate/a.jpg?w=640', missing],
    ['/private%2Fa.jpg?w=640', missing],
    ['/private/%0A.jpg?w=640', missing],
    // What can't be decoded could be any path to somebody.
    ['/priv%61te/%ff.jpg?w=640', missing],
    ['/public/%E0%A4%A.jpg?w=640', missing],
    ['/public/100%.jpg?w=640', missing],
    ['/a/../private/a.jpg?w=640', missing],
    ['/a/./b.jpg?w=640', missing],
    ['/b.raw.jpg?w=640', missing],
    ['/private/a.jpg?w=abc', '400 w'],
    ['/private/a.jpg?w=640&s=400x300', missing],
    ['/private/a.jpg?w=640&sig=short&key=one', missing],
    [`/private/a.jpg?w=640&sig=${'x'.repeat(43)}`, unknown],
    [`/private/a.jpg?w=640&sig=${'x'.repeat(43)}&key=three`, unknown],
    [`/private/a.jpg?w=640&sig=${'x'.repeat(43)}&key=constructor`, unknown],
    [`/private/a.jpg?w=640&sig=${'x'.repeat(43)}&key=one`, wrong],
    [`/private/a.jpg?w=640&sig=${'x'.repeat(4000)}&key=one`, wrong],
    ['/privat/a.jpg?w=640', 'w~640'],
    ['/public/private/a.jpg?w=640', 'w~640'],
    ['/a..b.jpg?w=640', 'w~640'],
  ])('%s', async (address, answer) => {
    expect(await ask(address)).toBe(answer);
  });
});

describe('a signed address', () => {
  test.each<[what: string, signed: string, sent: (address: string) => string, answer: string]>([
    ['as it was signed', '/private/a.jpg?w=640', (url) => url, 'w~640'],
    ['of the original', '/private/a.jpg', (url) => url, ''],
    ['of a key with spaces and Korean', '/private/공원 & é.jpg?w=640', (url) => url, 'w~640'],
    ['percent-encoded in another way', '/private/a-b.jpg?w=640', (url) => url.replace('a-b', '%61%2Db'), 'w~640'],
    [
      'in another order',
      '/private/a.jpg?w=640&h=480',
      (url) => url.replace(/w=640&(h=480)(.*)/, '$2&$1&w=640'),
      'h~480_w~640',
    ],
    ['in another case', '/private/a.jpg?w=640', (url) => url.replace('w=', 'W=').replace('sig=', 'SIG='), 'w~640'],
    [
      'by other names',
      '/private/a.jpg?w=640',
      (url) => url.replace('w=', 'width=').replace('sig=', 'signature='),
      'w~640',
    ],
    ['with `s`', '/private/a.jpg?w=640', (url) => url.replace('sig=', 's='), 'w~640'],
    ['with what some link adds', '/private/a.jpg?w=640', (url) => `${url}&utm_source=mail`, 'w~640'],
    ['and it has parameters that are not ours', '/private/a.jpg?ixlib=1&w=640', (url) => url, 'w~640'],
    ['and is an absolute one', `${host}/private/a.jpg?w=640`, (url) => url, 'w~640'],
    ['and was signed before', '/private/a.jpg?w=640&key=two&sig=abc&exp=1', (url) => url, 'w~640'],
    ['with the other spelling of a space', '/private/a%20b.jpg?w=640', (url) => url.replace('%20', '+'), 'w~640'],
    ['with a plus that is none', '/private/a+b.jpg?w=640', (url) => url.replace('a+b', 'a%2Bb'), wrong],
    ['with a space for a plus', '/private/a%2Bb.jpg?w=640', (url) => url.replace('%2B', '+'), wrong],
    ['of another image', '/private/a.jpg?w=640', (url) => url.replace('a.jpg', 'b.jpg'), wrong],
    ['of another size', '/private/a.jpg?w=640', (url) => url.replace('640', '641'), wrong],
    ['with a parameter more', '/private/a.jpg?w=640', (url) => `${url}&q=1`, wrong],
    ['with a parameter less', '/private/a.jpg?w=640&q=50', (url) => url.replace('&q=50', ''), wrong],
    ['with another key', '/private/a.jpg?w=640', (url) => url.replace('key=one', 'key=two'), wrong],
    ['with no key', '/private/a.jpg?w=640', (url) => url.replace('key=one', ''), unknown],
    ['with a later end', '/private/a.jpg?w=640', (url) => url.replace(/exp=\d+/, 'exp=9999999999'), wrong],
    ['with no end', '/private/a.jpg?w=640', (url) => url.replace(/&exp=\d+/, ''), wrong],
    [
      'with another letter',
      '/private/a.jpg?w=640',
      (url) => url.replace(/sig=./, (sig) => (sig === 'sig=A' ? 'sig=B' : 'sig=A')),
      wrong,
    ],
    ['without its last letter', '/private/a.jpg?w=640', (url) => url.slice(0, -1), wrong],
    ['with no signature', '/private/a.jpg?w=640', (url) => url.replace(/&sig=.*/, ''), missing],
  ])('%s', async (_, address, change, answer) => {
    expect(await ask(change(await signedBy('one', address, soon)))).toBe(answer);
  });

  test('by either of two keys, while one takes over from the other', async () => {
    expect(await ask(await signedBy('one', '/private/a.jpg?w=640'))).toBe('w~640');
    expect(await ask(await signedBy('two', '/private/a.jpg?w=640'))).toBe('w~640');
    expect(await ask(await signedBy('three', '/private/a.jpg?w=640'))).toBe(unknown);
  });

  test('serves every viewer: what the headers decide is not signed', async () => {
    const address = new URL(await signedBy('one', '/private/a.jpg?w=auto&format=auto'), host);
    const request = { method: 'GET', uri: address.pathname, querystring: address.search.slice(1), ip: '', id: '1' };
    const answers = ['image/avif,*/*', 'image/webp,*/*', '*/*'].map(async (accept) => {
      const answer = await viewer({ ...request, headers: { accept, 'sec-ch-width': '640', 'save-data': 'on' } });
      return 'querystring' in answer ? answer.querystring : answer.status;
    });
    expect(await Promise.all(answers)).toEqual([
      'variant=fmts~avif_format~auto_q~auto-eco_w~640',
      'variant=fmts~webp_format~auto_q~auto-eco_w~640',
      'variant=format~auto_q~auto-eco_w~640',
    ]);
  });

  test.each([
    ['/private/a.jpg?w=640', 'w~640'],
    ['/private/a.jpg?w=641', 'w~693'],
    ['/private/a.jpg?w=641&snap=0', 'w~641'],
    ['/a.jpg?w=641&snap=0', 'w~641'],
  ])('%s, and sizes off the ladder', async (address, answer) => {
    expect(await ask(await signedBy('one', address))).toBe(answer);
    expect(await ask('/a.jpg?w=641&snap=0')).toBe('w~693');
  });

  test('is nothing without the store of the keys', async () => {
    const address = await signedBy('one', '/private/a.jpg?w=640');
    expect(await ask(address, closed)).toBe(unknown);
    expect(await ask('/a.jpg?w=640', closed)).toBe('w~640');
  });

  test('is not made of parameters that can not be read', async () => {
    await expect(signedBy('one', '/private/a.jpg?w=abc')).rejects.toThrow('"expected":"auto or 1 to 8192 or 50%"');
  });
});

describe('where paths have another language', () => {
  test.each<[path: string, dialect: DialectName, address: string, answer: string]>([
    ['/private/s/*', 'contentful', '/private/s/a.jpg?w=640&fit=fill', 'fit~cover_w~640'],
    ['/private/s/*', 'contentful', '/private/a.jpg?w=640&fit=fill', 'fit~fill_w~640'],
    ['*', 'cloudflare', '/cdn-cgi/image/width=640,fit=pad/private/a.jpg', 'enlarge~true_fit~contain_w~640'],
    ['/_next/image', 'next', '/_next/image?url=%2Fprivate%2Fa.jpg&w=640&q=75', 'format~auto_q~75_w~640'],
  ])('%s %s', async (path, dialect, address, answer) => {
    const viewer = run(await viewerText({ ...config, signing, dialects: [{ path, dialect }] }), keys);
    const parseStep = configuredParseStep({ dialects: [{ path, dialect }] });
    const signed = await signUrl(address, { id: 'one', secret: secretOf('one') }, parseStep);
    expect(await ask(signed, viewer)).toBe(answer);
    expect(await ask(address, viewer)).toBe(missing);
    expect(await ask(signed.replace('640', '641'), viewer)).toBe(wrong);
    expect(await ask(signed.replace('a.jpg', 'c.jpg'), viewer)).toBe(wrong);
  });
});

describe('an end', () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
  const dit = (date: Date) =>
    date
      .toISOString()
      .replace(/\W|\d{3}Z/g, '')
      .concat('Z');

  test.each<[what: string, expires: Date | undefined, answer: string]>([
    ['none', undefined, 'w~640'],
    ['ahead', at(30), 'w~640'],
    ['past', at(-1), expired],
    ['long past', at(-1e9), expired],
  ])('%s', async (_, expires, answer) => {
    expect(await ask(await signedBy('one', '/private/a.jpg?w=640', expires))).toBe(answer);
  });

  test.each<[exp: string, answer: string]>([
    [dit(at(60)), 'w~640'],
    [dit(at(86_400 * 400)), 'w~640'],
    [dit(at(-60)), expired],
    ['20200101T000000Z', expired],
    ['99999999T999999Z', 'w~640'],
    ['99999999T999999', expired],
    ['tomorrow', expired],
    ['NaN', expired],
    ['Infinity', 'w~640'],
  ])('written as %s', async (exp, answer) => {
    const { createHmac } = await import('node:crypto');
    const text = ['/private/a.jpg', 'w~640', 'one', exp].join('\n');
    const sig = createHmac('sha256', secretOf('one')).update(text).digest('base64url');
    expect(await ask(`/private/a.jpg?w=640&key=one&exp=${exp}&sig=${sig}`)).toBe(answer);
    expect(await ask(`/private/a.jpg?w=640&key=one&expires=${exp}&sig=${sig}`)).toBe(answer);
  });
});

describe('a signature of imgix', () => {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const s = (address: string) => `${address}${address.includes('?') ? '&' : '?'}s=${md5(`FOO123bar${address}`)}`;

  test.each<[what: string, address: string, answer: string]>([
    ['as it was signed', s('/private/a.jpg?w=640&ixlib=js-3.8.0'), 'w~640'],
    ['without a query', s('/private/a.jpg'), ''],
    ['with escapes', s('/private/%EA%B3%B5%EC%9B%90%20a.jpg?w=640&dl=a%20b.jpg'), 'dl~a~20b.jpg_w~640'],
    ['ahead of its end', s(`/private/a.jpg?w=640&expires=${Math.floor(Date.now() / 1000) + 60}`), 'w~640'],
    ['past its end', s('/private/a.jpg?w=640&expires=1500000000'), expired],
    ['in another order', s('/private/a.jpg?w=640&h=480').replace('w=640&h=480', 'h=480&w=640'), wrong],
    ['of another size', s('/private/a.jpg?w=640').replace('640', '641'), wrong],
    ['with a parameter more', `${s('/private/a.jpg?w=640')}&q=50`, wrong],
    ['of another image', s('/private/a.jpg?w=640').replace('a.jpg', 'b.jpg'), wrong],
  ])('%s', async (_, address, answer) => {
    expect(await ask(address)).toBe(answer);
  });

  test('is of an unknown key where no token is kept', async () => {
    const text = await viewerText({ ...config, signing });
    expect(await ask(s('/private/a.jpg?w=640'), run(text, new Map([['one', 'x']])))).toBe(unknown);
  });
});

describe('a signature in the path', () => {
  const hexKey = '943b421c9eb07c830af81030552c86009268de4e532ba2ee2eab8247c6da0881';
  const hexSalt = '520f986b998545b4785e0defbc4f3c1203f22de2374a3d53cb7a7fe9fea309c5';
  const secrets = new Map([
    ['thumbor', 'MY_SECURE_KEY'],
    ['imgproxy', `${hexKey}:${hexSalt}`],
  ]);
  const thumbor = (path: string) =>
    `/${createHmac('sha1', 'MY_SECURE_KEY').update(path).digest('base64').replace(/\+/g, '-').replace(/\//g, '_')}/${path}`;
  const imgproxy = (path: string) =>
    `/${createHmac('sha256', Buffer.from(hexKey, 'hex')).update(Buffer.from(hexSalt, 'hex')).update(path).digest('base64url')}${path}`;

  test.each<[dialect: DialectName, what: string, address: string, answer: string]>([
    ['thumbor', 'as it was signed', thumbor('300x200/smart/private/a.jpg'), 'fit~cover_h~200_position~attention_w~300'],
    ['thumbor', 'of another size', thumbor('300x200/private/a.jpg').replace('300', '301'), wrong],
    ['thumbor', 'missing', '/unsafe/300x200/private/a.jpg', missing],
    [
      'imgproxy',
      'as it was signed',
      imgproxy('/rs:fill:300:200/plain/local:///private/a.jpg'),
      'fit~outside_h~200_w~300_window~300~200',
    ],
    ['imgproxy', 'of another size', imgproxy('/w:300/plain/local:///private/a.jpg').replace('300', '301'), wrong],
    ['imgproxy', 'of a URL that expires', imgproxy('/exp:4102444800/w:300/plain/local:///private/a.jpg'), 'w~300'],
    ['imgproxy', 'expired', imgproxy('/w:300/expires:1/plain/local:///private/a.jpg'), '403 The signature is expired'],
    ['imgproxy', 'behind a prefix', `/img/v1${imgproxy('/w:300/plain/local:///private/a.jpg')}`, 'w~300'],
    ['imgproxy', 'behind options', `/_/w:3${imgproxy('/w:300/plain/local:///private/a.jpg')}`, missing],
    ['imgproxy', 'behind a prefix and options', `/img/w:3${imgproxy('/w:300/plain/local:///private/a.jpg')}`, missing],
    ['imgproxy', 'behind no option', `/unsafe${imgproxy('/w:300/plain/local:///private/a.jpg')}`, missing],
    [
      'imgproxy',
      'behind another signature',
      `/${'s'.repeat(43)}${imgproxy('/w:300/plain/local:///private/a.jpg')}`,
      wrong,
    ],
    ['imgproxy', 'missing', '/insecure/w:300/plain/local:///private/a.jpg', missing],
  ])('%s: %s', async (dialect, _, address, answer) => {
    const text = await viewerText({ ...config, signing, dialects: [{ path: '*', dialect }] });
    const asked = await ask(address, run(text, secrets));
    expect(asked.replace(/enlarge~true_/, '')).toBe(answer);
    if (answer !== missing) expect(await ask(address, run(text, new Map([['one', 'x']])))).toBe(unknown);
  });
});

describe('npm run sign', () => {
  const script = fileURLToPath(new URL('../../../infra/commands/sign.ts', import.meta.url));
  const npmRunSign = (args: string[], secret = secretOf('one')) =>
    execFileSync(process.execPath, [script, ...args], {
      env: { ...process.env, SIGNING_SECRET: secret },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  test('prints an address that opens', async () => {
    expect(await ask(npmRunSign(['/private/a.jpg?w=640', '--key', 'one']))).toBe('w~640');
    expect(await ask(npmRunSign([`${host}/private/a.jpg?w=640`, '--key', 'one', '--days', '1']))).toBe('w~640');
    expect(await ask(npmRunSign(['/private/a.jpg?w=640', '--key', 'one', '--until', '2099-01-01']))).toBe('w~640');
  });

  test.each([[[]], [['/a.jpg']], [['/a.jpg', '--key', 'one', '--days', 'x']], [['/a.jpg?w=abc', '--key', 'one']]])(
    '%j fails',
    (args) => {
      expect(() => npmRunSign(args)).toThrow();
    },
  );
});
