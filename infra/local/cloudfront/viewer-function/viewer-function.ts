import { randomUUID } from 'node:crypto';
import { type EdgeResponse, errorResponse } from '../edge-response.ts';
import { disallowed } from '../header-rules.ts';
import type { ViewerRequest } from '../viewer-request.ts';
import { loadHandler } from './runtime.ts';
import { readResult } from './viewer-request-rules.ts';

/** Bytes of a function's text: DG, cloudfront-limits. */
const longestText = 10_240;

export type ViewerFunction = (request: ViewerRequest) => Promise<ViewerRequest | EdgeResponse>;

/** Makes a CloudFront Function of its text. A throw becomes a 503, a result that breaks the rules a 502. */
export const viewerFunction = (text: string, keyValueStore?: ReadonlyMap<string, string>): ViewerFunction => {
  if (Buffer.byteLength(text) > longestText)
    throw new Error(`FunctionSizeLimitExceeded: more than ${longestText} bytes`);
  const run = loadHandler(text, keyValueStore);
  return async (request) => {
    try {
      return readResult(JSON.parse((await run(JSON.stringify(toEvent(request)))) ?? 'null'), request);
    } catch (error) {
      return errorResponse(503, 'FunctionExecutionError', String(error));
    }
  };
};

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
      // Undefined where the URL has no `?`: DG, functions-event-structure.
      ...(query !== '' && { rawQueryString: query }),
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
