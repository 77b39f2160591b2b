import { expect, test } from 'vitest';
import { viewerFunction } from '../../../../../infra/local/cloudfront/viewer-function/viewer-function.ts';
import type { ViewerRequest } from '../../../../../infra/local/cloudfront/viewer-request.ts';

const sent: ViewerRequest = {
  method: 'GET',
  uri: '/a%20b.jpg',
  querystring: 'w=1&W=2&w=3&flag',
  headers: { host: 'localhost', accept: 'image/*', cookie: 'a=1; b=2' },
  ip: '127.0.0.1',
  id: 'id',
};
const run = (body: string, store?: ReadonlyMap<string, string>) =>
  viewerFunction(`${body}`, store)({ ...sent, headers: { ...sent.headers } });
const handler = (statements: string) => `function handler(event) { var request = event.request; ${statements} }`;

test.each([
  // the function                                                    what goes on to the cache
  ['return request', 'w=1&w=3&W=2&flag'],
  ["request.querystring = 'variant=w~1'; return request", 'variant=w~1'],
  ["request.querystring = { variant: { value: 'w~1' } }; return request", 'variant=w~1'],
  ["request.querystring.w.value = '9'; return request", 'w=1&w=3&W=2&flag'],
  ["request.querystring.w.multiValue[1].value = '9'; return request", 'w=1&w=9&W=2&flag'],
  ["request.querystring.W.value = '9'; return request", 'w=1&w=3&W=9&flag'],
  ['request.querystring = {}; return request', ''],
  ['delete request.querystring; return request', ''],
])('%s -> ?%s', async (statements, querystring) => {
  expect(await run(handler(statements))).toEqual({ ...sent, querystring });
});

test.each([
  ["request.uri = '/b.jpg'; return request", { uri: '/b.jpg' }],
  ["request.headers['x-a'] = { value: 'b' }; return request", { headers: { ...sent.headers, 'x-a': 'b' } }],
  ['delete request.headers.accept; return request', { headers: { host: 'localhost', cookie: 'a=1; b=2' } }],
  ['delete request.cookies.a; return request', { headers: { ...sent.headers, cookie: 'b=2' } }],
])('%s', async (statements, changed) => {
  expect(await run(handler(statements))).toMatchObject(changed);
});

test.each([
  ['{ statusCode: 204 }', 204, ''],
  ["{ statusCode: 400, statusDescription: 'Bad Request', body: { encoding: 'text', data: 'no' } }", 400, 'no'],
  ["{ statusCode: 200, body: { encoding: 'base64', data: 'bm8=' } }", 200, 'no'],
  ["{ statusCode: 200, body: 'no' }", 200, 'no'],
  ["{ statusCode: 302, headers: { location: { value: '/b.jpg' } } }", 302, ''],
])('return %s -> %d', async (returned, status, body) => {
  const reply = await run(handler(`return ${returned}`));
  expect(reply).toMatchObject({ status, result: 'FunctionGeneratedResponse' });
  expect('body' in reply && new TextDecoder().decode(reply.body)).toBe(body);
});

test.each([
  // what the function does                                          the reply of CloudFront, and the word in its log
  ["throw new Error('broken')", 503, 'Error: broken'],
  ['while (true) {}', 503, 'timed out'],
  ["return eval('request')", 503, 'eval is not defined'],
  ["return new Function('return 1')()", 503, 'EvalError'],
  ["require('fs')", 503, 'Cannot find module'],
  ["require('crypto').createHash('sha512')", 503, 'not supported algorithm'],
  ['setTimeout(handler, 1)', 503, 'setTimeout is not defined'],
  ['new URL(request.uri)', 503, 'URL is not defined'],
  ['fetch(request.uri)', 503, 'fetch is not defined'],
  ['process.exit()', 503, 'process is not defined'],
  ['undeclared = 1; return request', 503, 'undeclared is not defined'],
  ['new Intl.Locale()', 503, 'Intl is not defined'],
  ['', 502, 'must return a request or a response'],
  ['return []', 502, 'must return a request or a response'],
  ["request.method = 'HEAD'; return request", 502, 'method is read-only'],
  ["request.uri = 'b.jpg'; return request", 502, 'begin with a slash'],
  ["request.uri = '/사진.jpg'; return request", 502, 'begin with a slash'],
  ["request.querystring = 'a b'; return request", 502, 'querystring'],
  ['request.querystring = 1; return request', 502, 'querystring'],
  ["request.headers.host.value = 'b'; return request", 502, 'read-only header: host'],
  ['delete request.headers.host; return request', 502, 'read-only header: host'],
  ["request.headers.via = { value: 'b' }; return request", 502, 'read-only header: via'],
  ["request.headers['X-A'] = { value: 'b' }; return request", 502, 'lower-case'],
  ["request.headers['x-a'] = 'b'; return request", 502, 'object of { value }'],
  ["request.headers['x-a'] = { value: 'b\\n' }; return request", 502, 'illegal characters'],
  ["request.headers['x-edge-a'] = { value: 'b' }; return request", 502, 'not allowed'],
  ["return { statusCode: '200' }", 502, 'statusCode must be an integer'],
  ['return { statusCode: 99 }', 502, 'statusCode must be an integer'],
  ['return { statusCode: 200, body: 1 }', 502, 'body must be'],
  ["return { statusCode: 200, body: 'a'.repeat(40961) }", 502, 'exceeds 40960 bytes'],
  ["return { statusCode: 200, body: { encoding: 'base64', data: 'bm8' } }", 502, 'body must be'],
  ["return { statusCode: 204, body: 'a' }", 502, 'status 204 has no body'],
  ["return { statusCode: 304, body: 'a' }", 502, 'status 304 has no body'],
  ['return { statusCode: 200, statusDescription: 1 }', 502, 'statusDescription must be a string'],
  ["request.headers['x-a'] = { multiValue: [{ value: 1 }] }; return request", 502, 'object of { value }'],
  ["request.uri = '/' + 'a'.repeat(8191); return request", 502, 'fewer than 8192'],
  ["request.uri = '/a'; request.querystring = 'a'.repeat(8190); return request", 502, 'fewer than 8192'],
  ["request.headers['cdn-loop'] = { value: 'a' }; return request", 502, 'read-only header: cdn-loop'],
  ["request.headers['transfer-encoding'] = { value: 'chunked' }; return request", 502, 'header: transfer-encoding'],
  ["request.headers['content-length'] = { value: '0' }; return request", 502, 'header: content-length'],
  ["request.headers['cloudfront-viewer-country'] = { value: 'KR' }; return request", 502, 'may not be added'],
  // Not on the list of runtime 2.0, though V8 has them.
  ['new Map()', 503, 'Map is not defined'],
  ['BigInt(1)', 503, 'BigInt is not defined'],
  ['new Proxy({}, {})', 503, 'Proxy is not defined'],
  ['escape(request.uri)', 503, 'escape is not defined'],
  ['[[1]].flatMap(function (a) { return a })', 503, 'flatMap is not a function'],
  ['[1].at(0)', 503, 'at is not a function'],
  ['Array.from([1])', 503, 'Array.from is not a function'],
  ["'a'.charCodeAt(0)", 503, 'charCodeAt is not a function'],
  ["'a'.matchAll(/a/g)", 503, 'matchAll is not a function'],
  ["'a'.localeCompare('b')", 503, 'localeCompare is not a function'],
  ['Object.fromEntries([])', 503, 'Object.fromEntries is not a function'],
  ['Promise.withResolvers()', 503, 'Promise.withResolvers is not a function'],
])('%s -> %d', async (statements, status, reason) => {
  const reply = await run(handler(statements));
  expect(reply).toMatchObject({
    status,
    result: status === 503 ? 'FunctionExecutionError' : 'FunctionValidationError',
  });
  expect('body' in reply && new TextDecoder().decode(reply.body)).toContain(reason);
});

test.each([
  ['class A {}', 'class, line 1'],
  ['var a = 1;\nfor (var b of [a]) {}', 'for…of, line 2'],
  ['function* a() {}', 'generator'],
  ['var [a] = [1];', 'destructuring'],
  ['var { a } = { a: 1 };', 'destructuring'],
  ['function a(b = 1) {}', 'default value'],
  ['var a = [...[1]];', 'spread'],
  ['var a = {}; a?.b;', 'optional chaining'],
  ['var a = null ?? 1;', 'operator ??'],
  ['var a = async () => 1;', 'async closure'],
  ['function a() { async function b() {} }', 'async closure'],
  ['try { a } catch { }', 'catch without a parameter'],
  ['var a = 1n;', 'BigInt'],
  ['var a = /(?<=b)c/;', 'lookbehind'],
  ['var a = /b/u;', 'regular expression flag'],
  ["import fs from 'fs';", 'import but cloudfront'],
])('runtime 2.0 has no %s', (text, reason) => {
  expect(() => viewerFunction(`${text}\n${handler('return request')}`)).toThrow(`Runtime 2.0 has no ${reason}`);
});

test.each([
  ['const a = 1; let b = `a`; const f = (...c) => c; function handler(event) { return event.request }'],
  ['async function handler(event) { await undefined; return event.request }'],
  [
    "var c = require('crypto'); function handler(e) { c.createHmac('sha256', 'k').update('a').digest('hex'); return e.request }",
  ],
  ["function handler(e) { /(?<a>b)/y.exec('b'); 1_000 ** 2; 'a'.codePointAt(0); btoa('a'); return e.request }"],
  ['function handler(e) { new TextEncoder().encode(new Date(0).toISOString()).subarray(1); return e.request }'],
  [
    "function handler(e) { Buffer.from('a').toString('base64'); require('querystring').parse('a=1'); return e.request }",
  ],
])('runtime 2.0 has %s', async (text) => {
  expect(await run(text)).toMatchObject({ uri: sent.uri });
});

test.each([
  ["kvs.get('key')", 'value'],
  ["kvs.get('json', { format: 'json' }).then(function (read) { return read.a })", '1'],
  ["kvs.exists('key')", 'true'],
  ["kvs.exists('none')", 'false'],
])('key value store: await %s', async (asked, expected) => {
  const store = new Map(Object.entries({ key: 'value', json: '{"a":1}' }));
  const text = `import cf from 'cloudfront';
    const kvs = cf.kvs();
    async function handler(event) { event.request.querystring = 'a=' + await ${asked}; return event.request }`;
  expect(await run(text, store)).toMatchObject({ querystring: `a=${expected}` });
});

test.each([
  ['w=1&W=2', 'w=1&W=2'],
  ['a=%20', 'a=%20'],
  ['', 'undefined'],
])('rawQueryString() of ?%s is %s', async (querystring, raw) => {
  const text = handler("request.uri = '/' + request.rawQueryString(); return request");
  expect(await viewerFunction(text)({ ...sent, querystring })).toMatchObject({ uri: `/${raw}` });
});

test('a missing key throws, which the function may catch', async () => {
  const text = (caught: string) => `import cf from"cloudfront";async function handler(e){${caught}}`;
  expect(await run(text("await cf.kvs().get('none')"))).toMatchObject({ status: 503 });
  expect(await run(text("try { await cf.kvs().get('none') } catch (_) { return e.request }"))).toMatchObject({
    uri: sent.uri,
  });
});

test('read-only headers are hidden from the function, and are not reported as its errors', async () => {
  const text = handler("request.querystring = Object.keys(request.headers).join('&'); return request");
  const headers = { host: 'localhost', 'x-forwarded-proto': 'https', 'x-amz-cf-id': 'a', accept: '*/*' };
  expect(await viewerFunction(text)({ ...sent, headers })).toMatchObject({ querystring: 'host&accept' });
});

test('a text above 10,240 bytes is refused before it runs', () => {
  const text = handler('return request');
  expect(() => viewerFunction(text.padEnd(10_240))).not.toThrow();
  expect(() => viewerFunction(text.padEnd(10_241))).toThrow('FunctionSizeLimitExceeded');
});
