import { type EdgeResponse, errorResponse } from '../edge-response.ts';
import { disallowed, illegalHeader, isBase64 } from '../header-rules.ts';
import type { ViewerRequest } from '../viewer-request.ts';

type Values = { value: string; multiValue?: { value: string }[] };

/** May not be added, changed or deleted: DG, edge-function-restrictions-all, "Read-only headers". */
const readOnly = ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'];

/** URI and query together have fewer characters: DG, edge-function-restrictions-all, "URI, query string, and headers encoding". */
const uriLimit = 8192;

/** Bytes of a body that a function may make up: DG, cloudfront-limits. */
const bodyLimit = 40 * 1024;

/**
 * Reads what a viewer-request function returned: the request that goes on, or the response that ends it, or the 502 of a
 * function that broke the rules.
 */
export const readResult = (returned: unknown, sent: ViewerRequest): ViewerRequest | EdgeResponse => {
  if (!isObject(returned)) return invalid('the function must return a request or a response object');
  const problem = headersProblem(returned.headers ?? {}, sent.headers);
  if (problem) return invalid(problem);
  return 'statusCode' in returned ? response(returned) : request(returned, sent);
};

const invalid = (reason: string) => errorResponse(502, 'FunctionValidationError', reason);

const request = (returned: Record<string, unknown>, sent: ViewerRequest): ViewerRequest | EdgeResponse => {
  const { method, uri, querystring = {}, headers = {}, cookies = {} } = returned;
  if (method !== sent.method) return invalid('the method is read-only');
  if (typeof uri !== 'string' || !/^\/[\x21-\x7e]*$/.test(uri))
    return invalid(`the uri must begin with a slash: ${uri}`);
  const query =
    typeof querystring === 'string' ? querystring : isValues(querystring) ? joined(querystring, '&') : undefined;
  if (query === undefined || /[^\x21-\x7e]|#/.test(query))
    return invalid('the querystring is neither an object nor a legal string');
  if (uri.length + query.length >= uriLimit)
    return invalid(`uri and querystring must have fewer than ${uriLimit} characters`);
  if (!isValues(headers) || !isValues(cookies)) return invalid('headers and cookies must be objects of { value }');
  const after = flat(headers);
  const changed = readOnly.find((name) => after[name] !== sent.headers[name]);
  if (changed) return invalid(`the function tried to add, delete or change a read-only header: ${changed}`);
  const cookie = joined(cookies, '; ');
  return { ...sent, uri, querystring: query, headers: cookie ? { ...after, cookie } : after };
};

const response = ({
  statusCode,
  statusDescription = '',
  headers = {},
  body,
}: Record<string, unknown>): EdgeResponse => {
  if (!Number.isInteger(statusCode) || Number(statusCode) < 200 || Number(statusCode) > 599) {
    return invalid(`statusCode must be an integer between 200 and 599: ${JSON.stringify(statusCode)}`);
  }
  if (typeof statusDescription !== 'string') return invalid('statusDescription must be a string');
  if (!isValues(headers)) return invalid('headers must be an object of { value }');
  const bytes = bodyBytes(body);
  if (!bytes) return invalid('body must be a string or { encoding: "text" | "base64", data }');
  if (bytes.length > 0 && (statusCode === 204 || statusCode === 304))
    return invalid(`status ${statusCode} has no body`);
  if (bytes.length > bodyLimit) return invalid(`the body exceeds ${bodyLimit} bytes`);
  return {
    status: Number(statusCode),
    headers: new Headers(flat(headers)),
    body: bytes,
    result: 'FunctionGeneratedResponse',
  };
};

const bodyBytes = (body: unknown) => {
  if (body === undefined || typeof body === 'string') return new TextEncoder().encode(body ?? '');
  if (!isObject(body) || typeof body.data !== 'string') return undefined;
  if (body.encoding === 'base64')
    return isBase64(body.data) ? new Uint8Array(Buffer.from(body.data, 'base64')) : undefined;
  return body.encoding === 'text' ? new TextEncoder().encode(body.data) : undefined;
};

const headersProblem = (headers: unknown, sent: ViewerRequest['headers']) => {
  if (!isValues(headers)) return 'headers must be an object of { value }';
  const entries = Object.entries(flat(headers));
  return entries
    .map(([name, value]) => {
      if (disallowed(name)) return `the header ${name} is not allowed`;
      // Documented for Lambda@Edge at viewer requests (DG, edge-function-restrictions-all); no function should need them here.
      if (name.startsWith('cloudfront-') && !(name in sent)) return `the header ${name} may not be added`;
      return illegalHeader(name, value);
    })
    .find((problem) => problem !== undefined);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isValues = (value: unknown): value is Record<string, Values> =>
  isObject(value) &&
  Object.values(value).every(
    (item) =>
      isObject(item) &&
      (typeof item.value === 'string' || Array.isArray(item.multiValue)) &&
      (item.multiValue === undefined ||
        (Array.isArray(item.multiValue) &&
          item.multiValue.every((each) => isObject(each) && typeof each.value === 'string'))),
  );

/** "If both are present, only multiValue counts": DG, functions-event-structure. */
const all = ({ value, multiValue }: Values) => (multiValue ?? [{ value }]).map((each) => each.value);

const flat = (headers: Record<string, Values>) =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, all(values).join(', ')]));

const joined = (values: Record<string, Values>, separator: string) =>
  Object.entries(values)
    .flatMap(([name, each]) => all(each).map((value) => (value === '' ? name : `${name}=${value}`)))
    .join(separator);
