import { type OriginResponse, runEdgeFunction } from './edge-function.ts';
import { keptVary } from './freshness.ts';
import { askOrigin, type Origin, type OriginReply, type OriginRequest } from './origin.ts';
import { type Reply, refusal } from './reply.ts';

export type Visit = {
  origin: Origin;
  request: OriginRequest & { ip: string; id: string };
  /** Absent where the behavior has no functions. */
  originResponse: OriginResponse | undefined;
  /** Request headers that the policy forwards; they alone may stay in Vary. */
  forwarded: readonly string[];
  trigger304: boolean;
  lambdaTimeout?: number | undefined;
};

/**
 * Goes to S3 and, with S3's answer, to the function: what comes back is what the cache may keep. A function does not run
 * where there is no answer to run on.
 */
export const visitOrigin = async (visit: Visit): Promise<Reply> => {
  const answer = await askOrigin(visit.origin, visit.request);
  if (!('discard' in answer)) return answer;
  try {
    return cleaned(await replyTo(answer, visit), visit.forwarded);
  } catch (error) {
    answer.discard();
    // CloudFront would have sent the beginning already and now cuts the line; there is no beginning here, hence the 502.
    return {
      ...refusal(502, 'Error', `The origin closed the connection before the end of the body. ${error}`),
      passing: true,
    };
  }
};

const replyTo = async (answer: OriginReply, visit: Visit): Promise<Reply> => {
  const { originResponse, origin, request, trigger304, lambdaTimeout } = visit;
  if (!originResponse || (answer.status === 304 && !trigger304)) {
    return { status: answer.status, headers: answer.headers, body: await answer.body() };
  }
  return runEdgeFunction(originResponse, { origin, request, reply: answer }, lambdaTimeout);
};

/** Hop-by-hop headers and S3's request ids end here. */
const dropped = ['connection', 'keep-alive', 'transfer-encoding', 'x-amz-request-id', 'x-amz-id-2'];

const cleaned = (reply: Reply, forwarded: readonly string[]): Reply => {
  const headers = new Headers(reply.headers);
  for (const name of dropped) headers.delete(name);
  const vary = keptVary(headers.get('vary') ?? '', forwarded);
  if (vary) headers.set('vary', vary);
  else headers.delete('vary');
  return { ...reply, headers };
};
