import type { CloudFrontHeaders, CloudFrontResponse } from 'aws-lambda';
import type { Answer } from '../answer.ts';

/** What other sites may ask for, in answers to preflights (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
export const permissions = {
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '86400',
};

/**
 * Lets pages of this origin read the answer: `*` are all. It is the same for every viewer, so nothing varies by it. Where there
 * are several origins (`site` is undefined) CloudFront adds what the viewer's own asks for.
 */
export const allowOrigin = (answer: Answer, site: string | undefined): Answer => {
  if (site === undefined) return answer;
  write(answer.headers, { 'Access-Control-Allow-Origin': site, 'Access-Control-Expose-Headers': '*' });
  return answer;
};

/**
 * The answer to OPTIONS, whatever S3 says: it refuses where the bucket has no rules of its own. With 200, as S3 answers when it
 * has; CloudFront may refuse a 204 that brings a body, and without an empty one S3's would go out.
 */
export const preflight = (response: CloudFrontResponse): Answer => {
  for (const name of Object.keys(response.headers)) if (/^(content-|x-amz-)/.test(name)) delete response.headers[name];
  write(response.headers, permissions);
  return { ...response, status: '200', statusDescription: 'OK', body: '' };
};

const write = (headers: CloudFrontHeaders, values: Record<string, string>) => {
  for (const [key, value] of Object.entries(values)) headers[key.toLowerCase()] = [{ key, value }];
};
