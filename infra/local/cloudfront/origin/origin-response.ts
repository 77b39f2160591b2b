import { randomUUID } from 'node:crypto';
import type { CloudFrontHeaders, CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { type EdgeResponse, errorResponse } from '../edge-response.ts';
import { disallowed } from '../header-rules.ts';
import { domainName, type Origin, type OriginRequest, type S3Response } from './origin.ts';
import { violation } from './origin-response-rules.ts';

/** The Lambda@Edge handler of an origin response, and what it is given besides the event. */
export type OriginResponseHandler = (
  event: CloudFrontResponseEvent,
  context: { getRemainingTimeInMillis(): number; awsRequestId: string },
) => Promise<CloudFrontResultResponse>;

type Invocation = { origin: Origin; request: OriginRequest & { ip: string; id: string }; response: S3Response };

/** Longest run of an origin-facing function, in milliseconds: DG, cloudfront-limits. */
const longest = 30_000;

/**
 * Runs the handler on S3's answer and makes one response of both. What CloudFront would refuse is refused: a broken rule is a
 * 502, a throw or a time-out a 503.
 */
export const runOriginResponse = async (
  handler: OriginResponseHandler,
  invocation: Invocation,
  timeout = longest,
): Promise<EdgeResponse> => {
  const event = toEvent(invocation);
  const sent = structuredClone(event);
  const outcome = await invoke(handler, event, timeout);
  const problem = 'thrown' in outcome ? undefined : violation(outcome.returned, sent);
  if ('thrown' in outcome || problem !== undefined) invocation.response.discard();
  if ('thrown' in outcome) return errorResponse(503, 'LambdaExecutionError', outcome.thrown);
  if (problem !== undefined) return errorResponse(502, 'LambdaValidationError', problem);
  // The rules above have just established that it is one.
  return merge(outcome.returned as CloudFrontResultResponse, invocation);
};

type Outcome = { returned: unknown } | { thrown: string };

const invoke = async (
  handler: OriginResponseHandler,
  event: CloudFrontResponseEvent,
  timeout: number,
): Promise<Outcome> => {
  const deadline = Date.now() + timeout;
  const context = { getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()), awsRequestId: randomUUID() };
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(
    () => resolve({ thrown: `Task timed out after ${(timeout / 1000).toFixed(2)} seconds` }),
    timeout,
  );
  const run = async (): Promise<Outcome> => ({ returned: copied(await handler(event, context)) });
  return Promise.race([run().catch((error) => ({ thrown: String(error) })), late]).finally(() => clearTimeout(timer));
};

/** Lambda hands over JSON, and nothing when there is no JSON of it. */
const copied = (returned: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(returned) ?? 'null');
  } catch {
    return null;
  }
};

/** The handler's body where it returned one, else S3's. */
const merge = async (returned: CloudFrontResultResponse, { response }: Invocation): Promise<EdgeResponse> => {
  const status = Number(returned.status);
  const headers = new Headers();
  for (const [name, values] of Object.entries(returned.headers ?? {})) {
    for (const { value } of values) headers.append(name, value);
  }
  if (returned.body === undefined && status !== 204 && status !== 304) {
    return { status, headers, body: await response.body() };
  }
  response.discard();
  return {
    status,
    headers,
    body: new Uint8Array(Buffer.from(returned.body ?? '', returned.bodyEncoding === 'base64' ? 'base64' : 'utf8')),
  };
};

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
const toEvent = ({ origin, request, response }: Invocation): CloudFrontResponseEvent => ({
  Records: [
    {
      cf: {
        config: {
          distributionDomainName: 'd111111abcdef8.cloudfront.net',
          distributionId: 'ELOCAL',
          eventType: 'origin-response',
          requestId: request.id,
        },
        request: {
          clientIp: request.ip,
          method: request.method,
          uri: request.uri,
          querystring: request.querystring,
          headers: toEdge(Object.entries(request.headers)),
          // Under origin access control there is neither an authentication method nor, therefore, a region.
          origin: {
            s3: {
              authMethod: 'none',
              customHeaders: customHeaders(origin),
              domainName: domainName(origin),
              path: origin.path ?? '',
            },
          },
        },
        response: {
          status: String(response.status),
          statusDescription: response.statusText,
          headers: toEdge(response.headers),
        },
      },
    },
  ],
});

const toEdge = (headers: Iterable<[string, string]>): CloudFrontHeaders =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => !disallowed(name))
      .map(([name, value]) => [name, [{ key: capitalised(name), value }]]),
  );

const capitalised = (name: string) =>
  name.startsWith('x-amz-')
    ? name
    : name === 'etag'
      ? 'ETag'
      : name.replace(/(^|-)[a-z]/g, (initial) => initial.toUpperCase());

const customHeaders = ({ customHeaders = {} }: Origin): CloudFrontHeaders =>
  Object.fromEntries(Object.entries(customHeaders).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]));
