import type { Answer } from '../answer/answer.ts';
import type { AnswerContext } from '../answer/body.ts';
import type { Decision } from '../answer/decide.ts';
import { allowOrigin } from '../answer/headers/cors.ts';
import { headerValue } from '../answer/headers/headers.ts';
import { logDecision } from '../answer/log.ts';
import { explained, respond } from '../answer/response.ts';
import type { OriginAnswer } from './origin.ts';
import { toResponse } from './response.ts';

/** Most bytes of an original that can be sent; undefined where there is no limit. */
type Sending = AnswerContext & { most: number | undefined };

/** Prints a decision as a Response. */
export const print = async (decision: Decision, origin: OriginAnswer, context: Sending): Promise<Response> => {
  const { request, asked } = context;
  const answer = (decision: Decision) => respond(responseOf(origin), decision, context);
  if (asked.variant.explain && decision.kind !== 'not-modified' && decision.kind !== 'preflight') {
    const { explain } = await import('../explain/explain.ts');
    return finished(explained(responseOf(origin), explain(request, asked.variant, decision), request.method), context);
  }
  logDecision(request, asked.variant, decision);
  const isOurs = decision.kind !== 'original' || decision.sent?.metadata === 'removed';
  if (isOurs || request.method === 'HEAD') {
    await origin.discard();
    return finished(answer(decision), context);
  }
  const bytes = Number(headerValue(origin.headers, 'content-length'));
  if (context.most !== undefined && bytes > context.most) {
    await origin.discard();
    return finished(answer(tooLarge(bytes, context)), context);
  }
  const body = await origin.open();
  return body ? finished(answer(decision), context, body) : finished(answer(gone), context);
};

/** Ends an answer with what pages of other sites may do, and as a Response. */
export const finished = (answer: Answer, { request }: AnswerContext, body?: ReadableStream<Uint8Array>): Response =>
  toResponse(allowOrigin(answer, request.settings.site), body);

const responseOf = ({ status, headers }: OriginAnswer) => ({ status: String(status), statusDescription: '', headers });

// Overwritten or lost between two requests to S3: another try may succeed.
const gone: Decision = { kind: 'problem', problem: { status: 503, title: 'The bucket did not answer', seconds: 1 } };

const tooLarge = (bytes: number, { most, request }: Sending): Decision => ({
  kind: 'problem',
  problem: {
    status: 501,
    title: `The original has ${bytes} bytes, at most ${most} can be sent`,
    seconds: request.settings.lifetimes.failure,
  },
});
