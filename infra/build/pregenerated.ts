import { type PathFunction, textFor } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import type { EdgeResponse } from '../local/cloudfront/edge-response.ts';
import { viewerFunction } from '../local/cloudfront/viewer-function/viewer-function.ts';
import type { ViewerRequest } from '../local/cloudfront/viewer-request.ts';
import type { Pregenerated } from '../upkeep/pregeneration.ts';

/** What viewers say that they show: an automatic format becomes one derivative for each of these. */
const accepts = ['image/avif,image/webp,*/*', 'image/webp,*/*', '*/*'];

/**
 * The variants that the configured queries come to, in the parameters of the viewer functions as they will be deployed: whatever it
 * makes of a query, the edge looks for the same. Throws where it refuses one.
 */
export async function pregenerated(
  { pregenerate = [] }: Config,
  functions: readonly PathFunction[],
): Promise<Pregenerated[]> {
  const variantOf = async (prefix: string, querystring: string, accept: string): Promise<string> => {
    const uri = encodeURI(`/${prefix}x`);
    const run = viewerFunction(textFor(functions, uri));
    const answer = await run({ method: 'GET', uri, querystring, headers: { accept }, ip: '127.0.0.1', id: '' });
    const text = 'uri' in answer ? new URLSearchParams(answer.querystring).get('variant') : undefined;
    if (!text)
      throw new Error(`infra/config.ts:\n  pregenerate can make no derivative of "${querystring}"${reason(answer)}`);
    return text;
  };
  return Promise.all(
    pregenerate.map(async ({ prefix, queries }) => {
      const asked = queries.flatMap((query) => accepts.map((accept) => variantOf(prefix, query, accept)));
      return { prefix, variants: [...new Set(await Promise.all(asked))] };
    }),
  );
}

/** Why the viewer function rejected the query: the parameter, its value, what is expected. */
const reason = (answer: ViewerRequest | EdgeResponse): string =>
  'uri' in answer ? ': it asks for the original' : `: ${Buffer.from(answer.body).toString()}`;
