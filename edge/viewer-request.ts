import { expand, type Presets } from './language/presets.ts';
import { canonical, decode, type Problem, parse, settle, spoken } from './language/query.ts';
import type { Fault, Signed } from './language/signature.ts';
import type { Variant } from './language/vocabulary.ts';

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
  headers: { [name: string]: Value };
  body: { encoding: 'text'; data: string };
};

/** What of the configuration this door needs. */
export type ViewerSettings = {
  /** With private originals a request without a variant is refused. */
  access: 'public' | 'private';
  presets: Presets;
  /** Nothing may be asked but a preset. */
  presetsOnly?: boolean;
  /** Puts the sizes that were asked for on a ladder. */
  ladder?: (variant: Variant) => Variant;
  signing?: {
    /** Paths that only a signature opens. */
    paths: RegExp;
    verify: (request: Signed, variant: Variant, secret: string) => Fault | '';
  };
};

/**
 * Door 1, a CloudFront Function: any query in, the canonical variant out as the one parameter that makes the cache key;
 * or 400 where a known word can't be read, or 403. It runs on every request, so it does little.
 * `secret` belongs to the key that the request says it was signed with.
 */
export const viewerRequest =
  (settings: ViewerSettings) =>
  (event: { request: ViewerRequest }, secret?: string): ViewerRequest | ViewerResponse => {
    const request = event.request;
    const rawQuery = queryOf(request);
    const query = spoken(rawQuery);
    const asked = parse(query);
    if ('expected' in asked) return unreadable(asked as Problem);
    const signing = settings.signing;
    const fault =
      signing && signing.verify({ uri: request.uri, rawQuery: rawQuery, query: query }, asked, secret || '');
    if (fault && signing && signing.paths.test(decode(request.uri))) return forbidden(fault + ' signature');
    if (settings.presetsOnly && Object.keys(asked).some((word) => word !== 'preset')) return forbidden('not a preset');
    const meant = expand(asked, settings.presets);
    if ('expected' in meant) return unreadable(meant as Problem);
    const settled = settle(meant, headerOf(request));
    // A size that a preset fixes stays as it is; so does one that the owner of a key has signed.
    const exact = asked.preset ? !(asked.w || asked.h) : fault === '' && asked.snap === false;
    const text = canonical(settings.ladder && !exact ? settings.ladder(settled) : settled);
    if (!text && settings.access === 'private') return forbidden('private originals');
    request.querystring = text ? { variant: { value: text } } : {};
    // A range of a derivative is cut by CloudFront from the whole one; forwarded, it would be a range of the original.
    if (text) delete request.headers['range'];
    return request;
  };

/** The query as it was sent. */
const queryOf = (request: ViewerRequest) =>
  Object.keys(request.querystring)
    .map((name) => {
      const given = request.querystring[name] as Value;
      return (given.multiValue || [given]).map((each) => name + '=' + each.value).join('&');
    })
    .join('&');

const headerOf = (request: ViewerRequest) => (name: string) => {
  const header = request.headers[name];
  return header ? header.value : '';
};

const unreadable = (problem: Problem) => refuse(400, Object.assign({ title: 'Unreadable word' }, problem));

const forbidden = (reason: string) => refuse(403, { title: 'Forbidden', reason: reason });

// RFC 9457: problem details.
const refuse = (status: number, problem: { [member: string]: string }): ViewerResponse => ({
  statusCode: status,
  headers: { 'content-type': { value: 'application/problem+json' } },
  body: { encoding: 'text', data: JSON.stringify(Object.assign({ status: status }, problem)) },
});
