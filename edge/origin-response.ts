import type { CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { toCloudFront } from './answer/answer.ts';
import { readVariant } from './answer/asked-variant.ts';
import { decide } from './answer/decide.ts';
import { dependencies as defaultDependencies } from './answer/dependencies.ts';
import { allowOrigin } from './answer/headers/cors.ts';
import { type LambdaContext, readEvent } from './answer/image-request.ts';
import { logDecision } from './answer/log.ts';
import { explained, respond } from './answer/response.ts';
import { letHeapGrow } from './image/memory.ts';
import type { OriginSettings } from './settings.ts';

/**
 * Lambda@Edge, origin response: S3 has answered, and CloudFront caches what is returned. Every request ends in an answer;
 * nothing is thrown.
 */
export const originResponse = (settings: OriginSettings, dependencies = defaultDependencies) => {
  letHeapGrow();
  return async (event: CloudFrontResponseEvent, context: LambdaContext): Promise<CloudFrontResultResponse> => {
    const { request, response } = readEvent(event, settings, context);
    // Another status might end CloudFront's failover.
    if (request.failsOver) return response;
    const asked = readVariant(request);
    const decision = await decide(request, asked, dependencies);
    if (asked.variant.explain && decision.kind !== 'not-modified' && decision.kind !== 'preflight') {
      const { explain } = await import('./explain/explain.ts');
      const explanation = explain(request, asked.variant, decision);
      return toCloudFront(allowOrigin(explained(response, explanation, request.method), settings.site));
    }
    logDecision(request, asked.variant, decision);
    return toCloudFront(allowOrigin(respond(response, decision, { request, asked }), settings.site));
  };
};
