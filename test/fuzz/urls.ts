import { createHash, createHmac } from 'node:crypto';
import { canonical, parseCanonical } from '../../edge/query/canonical.ts';
import { dialectStep } from '../../edge/query/dialect.ts';
import { type DialectName, dialectNames, dialects } from '../../edge/query/dialects/registry.ts';
import { nativeStep } from '../../edge/query/native.ts';
import type { ViewerStep } from '../../edge/query/negotiation/viewer-context.ts';
import { defaultLadder, snapToLadder } from '../../edge/viewer/ladder.ts';
import { imgixSignature, requireSignature } from '../../edge/viewer/signature.ts';
import { viewerRequest } from '../../edge/viewer-request.ts';

/*
 * A request as lines of text: the URL, then headers. The code of the first character, modulo the number of steps, says which of
 * them read it. CloudFront refuses what is longer.
 */
const longest = 8192;
const headers = ['accept', 'host', 'save-data', 'sec-ch-width', 'sec-ch-viewport-width', 'sec-ch-dpr', 'range'];

const steps: readonly (readonly ViewerStep[])[] = [
  [nativeStep],
  [nativeStep, snapToLadder(defaultLadder, false)],
  [nativeStep, requireSignature(/^\/secret\//, { createHash, createHmac }, imgixSignature)],
  ...dialectNames.map((name) => [dialectStep([[/^/, dialects[name].dialect]], nativeStep)]),
];
const answers = steps.map((each) => viewerRequest({ steps: [...each] }));

/** Requests to begin with: each dialect's own URLs, and every header. */
export const urlSeeds = (): Buffer[] => {
  const accept = 'image/avif,image/webp;q=0.9,*/*;q=0.8';
  const native = ['/a.jpg?w=400&h=50%25&fit=cover&position=top+left', '/a%20b.png?w=auto&format=auto&q=80&bg=f00'];
  const signed = `/secret/a.jpg?w=4&sig=${'a'.repeat(43)}&key=k&exp=9`;
  const rows = dialectNames.map((name) => dialects[name].url('/a/b.jpg', dialects[name].width(400)));
  return [...native, signed, ...rows].map((url, index) =>
    Buffer.from([letterOf(index) + url, accept, 'a.com', 'on', '700', '800', '2'].join('\n')),
  );
};

const letterOf = (index: number) => String.fromCharCode(2 * steps.length + index);

const stepOf = (lines: string) => (lines.charCodeAt(0) || 0) % steps.length;

/** The dialect that reads a request; undefined where our own parameters do. */
export const dialectOfRequest = (lines: string): DialectName | undefined =>
  dialectNames[stepOf(lines) - (steps.length - dialectNames.length)];

/** The parts of a request that is written as lines. */
export const requestOf = (lines: string) => {
  const [first = '', ...values] = lines.slice(0, longest).split('\n');
  const [uri = '', query = ''] = first.slice(1).split(/\?(.*)/s);
  const given = values.slice(0, headers.length).map((value, at): [string, string] => [headers[at] ?? '', value]);
  return { uri: `/${uri.replace(/^\//, '')}`, query, headers: Object.fromEntries(given) };
};

/** Throws where the viewer function answers what it must not: another status, a cache key that is not canonical, a path of no bucket. */
export const readUrl = (bytes: Buffer): void => {
  const lines = bytes.toString('latin1');
  const { uri, query, headers } = requestOf(lines);
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
  const request = { method: 'GET', uri, querystring: querystringOf(query), headers: values, cookies: {} };
  const step = stepOf(lines);
  const isClosed = step === 2 && request.uri.startsWith('/secret/');
  const answer = answers[step]?.({ request });
  if (!answer) throw new Error('no answer');
  if ('statusCode' in answer) {
    if (answer.statusCode !== 400 && answer.statusCode !== 403) throw new Error(`status ${answer.statusCode}`);
    JSON.parse(answer.body.data);
    return;
  }
  if (isClosed) throw new Error(`${answer.uri} is open`);
  if (!answer.uri.startsWith('/')) throw new Error(`the path ${answer.uri}`);
  const { variant, ...others } = answer.querystring;
  if (Object.keys(others).length > 0) throw new Error(`the cache key has ${Object.keys(others)}`);
  if (variant) isFixedPoint(variant.value);
};

const querystringOf = (query: string) => {
  const values: { [name: string]: { value: string; multiValue?: { value: string }[] } } = Object.create(null);
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const { multiValue = [] } = values[name] ?? {};
    multiValue.push({ value });
    values[name] = { value: multiValue[0]?.value ?? '', multiValue };
  }
  return values;
};

const isFixedPoint = (text: string) => {
  if (/[^\w.~-]/.test(text)) throw new Error(`the variant ${text} has reserved characters`);
  const variant = parseCanonical(text);
  if (!variant || canonical(variant) !== text) throw new Error(`the variant ${text} is not canonical`);
};

/** Throws where a text is taken for a canonical variant that is none. */
export const readCanonical = (bytes: Buffer): void => {
  const text = bytes.toString('latin1').slice(0, longest);
  const variant = parseCanonical(text);
  if (variant && canonical(variant) !== text) throw new Error(`${text} is taken for canonical`);
};
