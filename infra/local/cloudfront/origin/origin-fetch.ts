import { type EdgeResponse, errorResponse } from '../edge-response.ts';
import { keptVary } from '../freshness.ts';
import { type Origin, type OriginRequest, requestOrigin, type S3Response } from './origin.ts';
import { type OriginRequestHandler, runOriginRequest } from './origin-request.ts';
import { type OriginResponseHandler, runOriginResponse } from './origin-response.ts';

export type OriginFetch = {
  origin: Origin;
  request: OriginRequest & { ip: string; id: string };
  /** Answers in the origin's place. */
  originRequest?: OriginRequestHandler | undefined;
  /** Absent where the behavior has no functions. */
  originResponse: OriginResponseHandler | undefined;
  /** Request headers that the policy forwards; they alone may stay in Vary. */
  forwarded: readonly string[];
  trigger304: boolean;
  failover: Failover;
  lambdaTimeout?: number | undefined;
};

/**
 * What CloudFront's documents leave open of an origin group: whether the function runs for the answer that is failed over, as it does for
 * the one that is sent; and whose status decides (DG, high_availability_origin_failover: it "can be triggered twice").
 */
export type Failover = { runs: 'each' | 'last'; by: 'origin' | 'function' };

/** Asks the origin, and the second one of a group where the first fails. */
export const fetchFromOrigin = async (visit: OriginFetch): Promise<EdgeResponse> => {
  const { secondary } = visit.origin;
  if (visit.originRequest || !secondary) return fetchFromOne(visit);
  const { runs, by } = visit.failover;
  let failed = false;
  const first = await fetchFromOne(visit, (status) => {
    failed = status === undefined || secondary.after.includes(status);
    return !failed || runs === 'each';
  });
  const fails = by === 'origin' || runs === 'last' ? failed : failed && secondary.after.includes(first.status);
  return fails ? fetchFromOne({ ...visit, origin: secondary.origin }) : first;
};

/**
 * Goes to S3 and, with S3's answer, to the function: what comes back is what the cache may keep. A function does not run
 * where there is no answer to run on, nor where `runs` says so of its status.
 */
const fetchFromOne = async (
  visit: OriginFetch,
  runs: (status: number | undefined) => boolean = () => true,
): Promise<EdgeResponse> => {
  if (visit.originRequest) return runOriginRequest(visit.originRequest, visit.request);
  const answer = await requestOrigin(visit.origin, visit.request);
  if (!('discard' in answer)) {
    runs(undefined);
    return answer;
  }
  const originResponse = runs(answer.status) ? visit.originResponse : undefined;
  try {
    return cleaned(await responseTo(answer, { ...visit, originResponse }), visit.forwarded);
  } catch (error) {
    answer.discard();
    // CloudFront would have sent the beginning already and now cuts the line; there is no beginning here, hence the 502.
    return {
      ...errorResponse(502, 'Error', `The origin closed the connection before the end of the body. ${error}`),
      uncacheable: true,
    };
  }
};

const responseTo = async (answer: S3Response, visit: OriginFetch): Promise<EdgeResponse> => {
  const { originResponse, origin, request, trigger304, lambdaTimeout } = visit;
  if (!originResponse || (answer.status === 304 && !trigger304)) {
    return { status: answer.status, headers: answer.headers, body: await answer.body() };
  }
  return runOriginResponse(originResponse, { origin, request, response: answer }, lambdaTimeout);
};

/** Hop-by-hop headers and S3's request ids end here. */
const dropped = ['connection', 'keep-alive', 'transfer-encoding', 'x-amz-request-id', 'x-amz-id-2'];

const cleaned = (response: EdgeResponse, forwarded: readonly string[]): EdgeResponse => {
  const headers = new Headers(response.headers);
  for (const name of dropped) headers.delete(name);
  const vary = keptVary(headers.get('vary') ?? '', forwarded);
  if (vary) headers.set('vary', vary);
  else headers.delete('vary');
  return { ...response, headers };
};
