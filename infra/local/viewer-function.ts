import { createHash, createHmac, randomUUID } from 'node:crypto';
import * as querystring from 'node:querystring';
import { createContext, Script } from 'node:vm';
import { disallowed } from './header-rules.ts';
import { type Reply, refusal } from './reply.ts';
import { accept } from './viewer-rules.ts';

/** Bytes of a function's text: DG, cloudfront-limits. */
const longestText = 10_240;

/** A request as it stands between viewer and cache: before the viewer function, or after it. */
export type ViewerRequest = {
  method: string;
  /** Still percent-encoded. */
  uri: string;
  /** Still percent-encoded, without `?`. */
  querystring: string;
  headers: Record<string, string>;
  ip: string;
  id: string;
};

export type ViewerFunction = (request: ViewerRequest) => Promise<ViewerRequest | Reply>;

/**
 * Makes a CloudFront Function out of its text, as it will be deployed. It sees what runtime 2.0 has and nothing of Node. A
 * throw is a 503, an answer against the rules a 502.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const viewerFunction = (text: string, keyValueStore?: ReadonlyMap<string, string>): ViewerFunction => {
  if (Buffer.byteLength(text) > longestText)
    throw new Error(`FunctionSizeLimitExceeded: more than ${longestText} bytes`);
  const run = sandbox(text, keyValueStore);
  return async (request) => {
    try {
      return accept(JSON.parse((await run(JSON.stringify(toEvent(request)))) ?? 'null'), request);
    } catch (error) {
      return refusal(503, 'FunctionExecutionError', String(error));
    }
  };
};

/**
 * One handler call as CloudFront describes it, for whoever wants to run the function on an event of their own. JSON has no
 * methods: what `request.rawQueryString()` answers stands there as a text.
 */
export const sandbox = (text: string, keyValueStore: ReadonlyMap<string, string> = new Map()) => {
  const globals = {
    require: requireBuiltIn,
    Buffer,
    console: silent,
    cloudfront: cloudfront(keyValueStore),
    event: '',
  };
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  const plain = text.replace(/^\s*import\s+(\w+)\s+from\s*['"]cloudfront['"];?/m, 'const $1 = cloudfront;');
  new Script(absent.map((name) => `delete globalThis.${name};`).join('')).runInContext(context);
  new Script(`'use strict';${plain}\n;globalThis.handler = handler;`, { filename: 'viewer-request.js' }).runInContext(
    context,
  );
  const call = new Script(`(async (event) => {
    const query = event.request.rawQueryString;
    event.request.rawQueryString = () => query;
    return JSON.stringify(await handler(event));
  })(JSON.parse(event))`);
  return async (event: string): Promise<string | undefined> => {
    globals.event = event;
    return call.runInContext(context, { timeout: endless });
  };
};

/** Only a loop without end takes so many milliseconds. CloudFront's own limit is about one, and undisclosed. */
const endless = 1000;

/** A bare context of V8 has these, runtime 2.0 has not. */
const absent = ['Atomics', 'FinalizationRegistry', 'Intl', 'Iterator', 'SharedArrayBuffer', 'WeakRef', 'WebAssembly'];

const silent = { log: () => undefined, error: () => undefined };

const requireBuiltIn = (name: string) => {
  if (name === 'crypto') return { createHash: known(createHash), createHmac: known(createHmac) };
  if (name === 'querystring') return querystring;
  if (name === 'buffer') return { Buffer };
  throw new Error(`Cannot find module "${name}"`);
};

/** The three algorithms of CloudFront's `crypto`. */
const known =
  <Rest extends unknown[], Hash>(create: (algorithm: string, ...rest: Rest) => Hash) =>
  (algorithm: string, ...rest: Rest) => {
    if (!['md5', 'sha1', 'sha256'].includes(algorithm)) throw new TypeError(`not supported algorithm: "${algorithm}"`);
    return create(algorithm, ...rest);
  };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html */
const cloudfront = (store: ReadonlyMap<string, string>) => ({
  kvs: () => ({
    exists: async (key: string) => store.has(key),
    get: async (key: string, { format = 'string' } = {}) => {
      const value = store.get(key);
      if (value === undefined) throw new Error('KeyNotFound');
      return format === 'json' ? JSON.parse(value) : format === 'bytes' ? Buffer.from(value) : value;
    },
  }),
});

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
const toEvent = ({ method, uri, querystring: query, headers, ip, id }: ViewerRequest) => {
  const { cookie, ...others } = headers;
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'ELOCAL',
      eventType: 'viewer-request',
      requestId: id || randomUUID(),
    },
    viewer: { ip },
    request: {
      method,
      uri,
      querystring: multiValues(pairs(query, '&')),
      rawQueryString: query,
      headers: Object.fromEntries(
        Object.entries(others).flatMap(([name, value]) => (disallowed(name) ? [] : [[name, { value }]])),
      ),
      cookies: multiValues(pairs(cookie ?? '', /;\s*/)),
    },
  };
};

const pairs = (text: string, separator: string | RegExp): [string, string][] =>
  text
    .split(separator)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')];
    });

/** The first value in `value`; all of them in `multiValue` where there are several. */
const multiValues = (all: [string, string][]) => {
  const values = Map.groupBy(all, ([name]) => name);
  return Object.fromEntries(
    [...values].map(([name, found]) => {
      const list = found.map(([, value]) => ({ value }));
      return [name, list.length > 1 ? { ...list[0], multiValue: list } : list[0]];
    }),
  );
};
