import { accepted } from './language/accept.ts';
import { canonical, type Problem, parse, type Query, settle } from './language/query.ts';

type Value = { value: string; multiValue?: { value: string }[] };

/** What of CloudFront's event is read and written here (functions-event-structure in its Developer Guide). */
export type ViewerRequest = {
  method: string;
  uri: string;
  querystring: { [name: string]: Value };
  headers: { [name: string]: Value };
};

/** An answer that CloudFront sends at once, without asking the cache. */
export type ViewerResponse = {
  statusCode: number;
  statusDescription: string;
  headers: { [name: string]: Value };
  body: { encoding: 'text'; data: string };
};

/** What of the configuration this door needs. */
export type ViewerSettings = {
  /** With private originals a request without a variant is refused. */
  access: 'public' | 'private';
};

/**
 * Door 1, a CloudFront Function: any query in, the canonical variant out as the one parameter that makes the cache key;
 * or 400 where a known word can't be read. It runs on every request, so it does little.
 */
export const viewerRequest =
  (settings: ViewerSettings) =>
  (event: { request: ViewerRequest }): ViewerRequest | ViewerResponse => {
    const request = event.request;
    const variant = parse(asked(request), undefined);
    if ('expected' in variant) return unreadable(variant as Problem);
    const accept = request.headers['accept'];
    const text = canonical(settle(variant, accepted(accept ? accept.value : '')));
    if (!text && settings.access === 'private') return refuse(403, 'Forbidden', { title: 'The originals are private' });
    request.querystring = text ? { variant: { value: text } } : {};
    // A range of a derivative is cut by CloudFront from the whole one; forwarded, it would be a range of the original.
    if (text) delete request.headers['range'];
    return request;
  };

const asked = (request: ViewerRequest): Query => {
  const query: Query = {};
  Object.keys(request.querystring).forEach((name) => {
    const given = request.querystring[name];
    const last = given && given.multiValue ? given.multiValue[given.multiValue.length - 1] : given;
    if (last) query[name] = last.value;
  });
  return query;
};

const unreadable = (problem: Problem) =>
  refuse(400, 'Bad Request', {
    title: 'This word can not be read',
    detail: problem.word + '=' + problem.value + ': expected ' + problem.expected,
    word: problem.word,
    value: problem.value,
    expected: problem.expected,
  });

// RFC 9457: problem details.
const refuse = (status: number, description: string, problem: { [member: string]: string }): ViewerResponse => ({
  statusCode: status,
  statusDescription: description,
  headers: { 'content-type': { value: 'application/problem+json' }, 'cache-control': { value: 'no-store' } },
  body: { encoding: 'text', data: JSON.stringify(Object.assign({ status: status }, problem)) },
});
