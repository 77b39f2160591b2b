import type { CloudFrontHeaders, CloudFrontResponseEvent } from 'aws-lambda';
import { disallowed, illegalHeader, isBase64 } from '../header-rules.ts';

/** What the rules look at: the response as returned, its headers as name and values, and the event as sent. */
type Case = {
  response: Record<string, unknown>;
  headers: [name: string, values: unknown[]][];
  body: string;
  before: CloudFrontHeaders;
  method: string;
};

type Rule = (result: Case) => string | false | undefined;

/** Most bytes of headers and body together, the body counted as base64 text: DG, cloudfront-limits; amplify-hosting #2221. */
const responseLimit = 1_048_576;

/** Most bytes of the headers of an origin response, with or without a body: DG, cloudfront-limits. */
const headerLimit = 20_480;

/** May not be added, changed or deleted at origin-response: DG, edge-function-restrictions-all. */
const readOnly = ['transfer-encoding', 'via'];

/**
 * Why CloudFront would reject a response of an origin-response handler, as in its log; undefined if it would not.
 * `sent` is the event before the handler changed it.
 */
export const violation = (returned: unknown, sent: CloudFrontResponseEvent): string | undefined => {
  const cf = sent.Records[0]?.cf;
  if (!cf || !isObject(returned)) return 'The Lambda function returned invalid JSON: a response object is required.';
  const entries = isObject(returned.headers ?? {}) ? Object.entries(returned.headers ?? {}) : [];
  const judged: Case = {
    response: returned,
    headers: entries.map(([name, values]) => [name, Array.isArray(values) ? values : [values]]),
    body: typeof returned.body === 'string' ? returned.body : '',
    before: cf.response.headers,
    method: cf.request.method,
  };
  return rules.map((rule) => rule(judged)).find((reason) => typeof reason === 'string');
};

/** The most specific rule first; each returns what is wrong, or undefined. */
const rules: Rule[] = [
  ({ response: { status } }) =>
    !(typeof status === 'string' && /^[2-5]\d\d$/.test(status)) &&
    `The status must be a string between "200" and "599": ${JSON.stringify(status)}`,

  ({ response: { statusDescription } }) =>
    !isOptionalString(statusDescription) && 'The statusDescription must be a string.',

  ({ response: { headers = {} } }) =>
    !(isObject(headers) && Object.values(headers).every(isHeaderValues)) &&
    'The headers must be an object of arrays of { key, value }.',

  ({ headers }) =>
    first(headers, ([name, values]) => first(values, (each) => illegalHeader(name, field(each, 'value')))),

  ({ headers }) =>
    first(headers, ([name, values]) =>
      first(values, (each) => {
        const key = field(each, 'key');
        return isOptionalString(key) && (key ?? name).toLowerCase() === name
          ? undefined
          : `The key does not spell ${name}: ${key}`;
      }),
    ),

  ({ headers }) =>
    first(
      headers,
      ([name]) => disallowed(name) && `The function tried to add a disallowed header, headerName : ${spelled(name)}`,
    ),

  // Documented for viewer requests; no handler should need them here either (DG, edge-function-restrictions-all).
  ({ headers, before }) =>
    first(
      headers,
      ([name]) =>
        name.startsWith('cloudfront-') &&
        !(name in before) &&
        `The function tried to add a header that begins with CloudFront-, headerName : ${spelled(name)}`,
    ),

  ({ headers, before }) => first(readOnly, (name) => readOnlyProblem(name, before, Object.fromEntries(headers))),

  ({ response: { bodyEncoding } }) =>
    ![undefined, 'text', 'base64'].includes(bodyEncoding as string) &&
    `The bodyEncoding must be "text" or "base64": ${JSON.stringify(bodyEncoding)}`,

  ({ response: { body } }) => !isOptionalString(body) && 'The body must be a string.',

  ({ response: { bodyEncoding }, body }) =>
    bodyEncoding === 'base64' && !isBase64(body) && 'The body is not valid base64.',

  ({ response: { status }, body, method }) =>
    body !== '' &&
    (method === 'HEAD' || status === '204' || status === '304') &&
    `A body is not allowed in the answer to ${method} with status ${status}.`,

  ({ headers }) => {
    const size = headerBytes(headers);
    return size > headerLimit && `The response headers have ${size} bytes, CloudFront takes ${headerLimit}.`;
  },

  ({ headers, body }) => {
    const size = body.length === 0 ? 0 : Buffer.byteLength(body) + headerBytes(headers);
    return (
      size > responseLimit &&
      `The body and header size ${size} exceeded the CloudFront limit of ${responseLimit} bytes.`
    );
  },

  // What CloudFront does with the next three beside another body is not documented; whatever it is, no viewer should find out.
  ({ response: { bodyEncoding, body: returned }, headers, body, method }) => {
    const stated = headerValue(headers, 'content-length');
    const length = Buffer.byteLength(body, bodyEncoding === 'base64' ? 'base64' : 'utf8');
    return (
      returned !== undefined &&
      method !== 'HEAD' &&
      stated !== undefined &&
      stated !== String(length) &&
      `The Content-Length ${stated} is not that of the new body, ${length} bytes.`
    );
  },

  ({ response: { body }, headers, before }) => {
    const encoding = headerValue(headers, 'content-encoding');
    return (
      body !== undefined &&
      encoding !== undefined &&
      encoding === before['content-encoding']?.[0]?.value &&
      `The Content-Encoding ${encoding} is that of the origin's body, not of the new one.`
    );
  },

  // Of a 416 it is the size of what has no such range.
  ({ response: { status, body }, headers }) => {
    const range = headerValue(headers, 'content-range');
    const isOfBody = range !== undefined && !(status === '416' && /^bytes \*\/\d+$/.test(String(range)));
    return body !== undefined && isOfBody && `The Content-Range ${range} is not that of the new body.`;
  },
];

const readOnlyProblem = (name: string, before: CloudFrontHeaders, after: Record<string, unknown[]>) => {
  const [was, is] = [before[name]?.map(valueIn), after[name]?.map(valueIn)];
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  const verb = was === undefined ? 'add' : is === undefined ? 'delete' : 'change';
  return `The function tried to ${verb} read-only header, headerName : ${spelled(name)}`;
};

const headerBytes = (headers: Case['headers']) =>
  headers.flatMap(([name, values]) => values.map((each) => `${name}: ${valueIn(each)}\r\n`)).join('').length;

const first = <Item>(items: Item[], problem: (item: Item) => string | false | undefined) =>
  items.map(problem).find((reason) => typeof reason === 'string');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

const isHeaderValues = (values: unknown) => Array.isArray(values) && values.length > 0 && values.every(isObject);

const headerValue = (headers: Case['headers'], name: string) =>
  valueIn(headers.find(([each]) => each === name)?.[1][0]);

const field = (item: unknown, name: string) => (isObject(item) ? item[name] : undefined);

const valueIn = (item: unknown) => field(item, 'value');

const spelled = (name: string) => name.replace(/(^|-)[a-z]/g, (initial) => initial.toUpperCase());
