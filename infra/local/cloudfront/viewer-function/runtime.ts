import { createHash, createHmac } from 'node:crypto';
import * as querystring from 'node:querystring';
import { createContext, Script } from 'node:vm';
import { withinCpu } from './cpu-limit.ts';
import { onlyListed } from './runtime-features.ts';
import { checkSyntax } from './runtime-syntax.ts';

/** Runs the handler on an event in JSON; `request.rawQueryString`, a method at CloudFront, stands there as its return value. */
type Handler = (event: string) => Promise<string | undefined>;

/**
 * Loads the text of a CloudFront Function into a context that has what runtime 2.0 lists and nothing else. Throws on syntax that
 * it does not list.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const loadHandler = (text: string, keyValueStore: ReadonlyMap<string, string> = new Map()): Handler => {
  checkSyntax(text);
  const globals = {
    ...{ require: requireBuiltIn, Buffer, TextDecoder, TextEncoder, atob, btoa },
    console: { log: () => undefined },
    cloudfront: cloudfrontModule(keyValueStore),
    call: async (_event: string): Promise<string | undefined> => undefined,
    event: '',
  };
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  // The wrapper is not the function's own code: it takes what it needs before the rest is removed.
  globals.call = new Script(`(() => {
    const { parse, stringify } = JSON;
    return async (text) => {
      const event = parse(text);
      const query = event.request.rawQueryString;
      event.request.rawQueryString = () => query;
      return stringify(await handler(event));
    };
  })()`).runInContext(context);
  new Script(onlyListed(Object.keys(globals))).runInContext(context);
  const script = text.replace(/^\s*import\s+(\w+)\s+from\s*['"]cloudfront['"];?/m, 'const $1 = cloudfront;');
  new Script(`'use strict';${script}\n;globalThis.handler = handler;`, { filename: 'viewer-request.js' }).runInContext(
    context,
  );
  const run = new Script('call(event)');
  return async (event) => {
    globals.event = event;
    return withinCpu((timeout) => run.runInContext(context, { timeout }));
  };
};

const requireBuiltIn = (name: string) => {
  if (name === 'crypto') return { createHash: knownOnly(createHash), createHmac: knownOnly(createHmac) };
  if (name === 'querystring') return querystring;
  if (name === 'buffer') return { Buffer };
  throw new Error(`Cannot find module "${name}"`);
};

/** The three algorithms of CloudFront's `crypto`. */
const knownOnly =
  <Rest extends unknown[], Hash>(create: (algorithm: string, ...rest: Rest) => Hash) =>
  (algorithm: string, ...rest: Rest) => {
    if (!['md5', 'sha1', 'sha256'].includes(algorithm)) throw new TypeError(`not supported algorithm: "${algorithm}"`);
    return create(algorithm, ...rest);
  };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html */
const cloudfrontModule = (store: ReadonlyMap<string, string>) => ({
  kvs: () => ({
    exists: async (key: string) => store.has(key),
    get: async (key: string, { format = 'string' } = {}) => {
      const value = store.get(key);
      if (value === undefined) throw new Error('KeyNotFound');
      return format === 'json' ? JSON.parse(value) : format === 'bytes' ? Buffer.from(value) : value;
    },
  }),
});
