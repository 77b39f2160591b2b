import { expect } from 'vitest';
import { viewerText } from '../../infra/build/viewer-function.ts';
import type { DialectRow } from '../../infra/config/paths/dialects.ts';
import type { Config } from '../../infra/config/schema.ts';
import { loadHandler } from '../../infra/local/cloudfront/viewer-function/runtime.ts';
import { config } from './config.ts';
import { chrome } from './edge.ts';
import { hasNjs, runInNjs } from './njs.ts';

type Values = { [name: string]: { value: string; multiValue?: { value: string }[] } };

/** CloudFront's event of a request. */
export const eventOf = (address: string, headers: { [name: string]: string } = { accept: chrome }) => {
  const [uri = '', query = ''] = address.split(/\?(.*)/s);
  const querystring: Values = Object.create(null);
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const known = querystring[name];
    if (!known) querystring[name] = { value };
    else querystring[name] = { ...known, multiValue: [...(known.multiValue ?? [known]), { value }] };
  }
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
  return { version: '1.0', request: { method: 'GET', uri, querystring, headers: values, cookies: {} } };
};

/** What else the function is built with, and whether each answer is compared to that of njs, which costs a process. */
export type ViewerOptions = Partial<Config> & { inNjs?: boolean };

/** Asks the built viewer function, with these dialects in it: the path and the canonical variant, or status and problem. */
export const startViewer = async (dialects: readonly DialectRow[], options: ViewerOptions = {}) => {
  const { inNjs = hasNjs, ...changes } = options;
  const text = await viewerText({ ...config, ...changes, dialects });
  const run = loadHandler(text);
  return async (asked: string, accept = chrome): Promise<string> => {
    const { host, pathname, search } = new URL(asked, 'https://images.example.com');
    const event = eventOf(pathname + search, { host, accept });
    const answer = JSON.parse((await run(JSON.stringify(event))) ?? 'null');
    if (inNjs) expect(runInNjs(text, [event]), 'njs').toEqual([answer]);
    const { uri, querystring, statusCode, body } = answer;
    return statusCode ? `${statusCode} ${body.data}` : `${uri} ${querystring.variant?.value ?? ''}`.trim();
  };
};
