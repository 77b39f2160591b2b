import type { CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import { type EdgeResponse, errorResponse } from '../edge-response.ts';
import type { OriginRequest } from './origin.ts';

/** A Lambda@Edge handler of an origin request that answers itself. */
export type OriginRequestHandler = (event: CloudFrontRequestEvent) => Promise<CloudFrontResultResponse>;

/** Bytes of a body that such a function may return: DG, cloudfront-limits. */
const largest = 1_048_576;

/** Runs the handler: its answer is the origin's. A throw is a 503, an answer that is too large a 502. */
export const runOriginRequest = async (
  handler: OriginRequestHandler,
  { method, uri, querystring, ip, id }: OriginRequest & { ip: string; id: string },
): Promise<EdgeResponse> => {
  const distributionDomainName = 'd111111abcdef8.cloudfront.net';
  const config = {
    distributionDomainName,
    distributionId: 'ELOCAL',
    eventType: 'origin-request',
    requestId: id,
  } as const;
  const request = { clientIp: ip, method, uri, querystring, headers: {} };
  try {
    const { status, headers = {}, body = '' } = await handler({ Records: [{ cf: { config, request } }] });
    const bytes = new TextEncoder().encode(body);
    if (bytes.length > largest)
      return errorResponse(502, 'LambdaValidationError', `The body has ${bytes.length} bytes`);
    const entries = Object.entries(headers).flatMap(([name, values]) =>
      values.map(({ value }): [string, string] => [name, value]),
    );
    return { status: Number(status), headers: new Headers(entries), body: bytes };
  } catch (error) {
    return errorResponse(503, 'LambdaExecutionError', String(error));
  }
};
