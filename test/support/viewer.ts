import { viewerFunction } from '../../infra/bundle.ts';
import { type Config, config } from '../../infra/config.ts';
import type { DialectRow } from '../../infra/dialects.ts';
import { viewerFunction as run } from '../../infra/local/viewer-function.ts';
import { chrome } from './edge.ts';

/** Asks the built viewer function, with these dialects in it: the path and the canonical variant, or status and problem. */
export const startViewer = async (dialects: readonly DialectRow[], changes: Partial<Config> = {}) => {
  const viewer = run(await viewerFunction({ ...config, ...changes, dialects }));
  return async (asked: string, accept = chrome): Promise<string> => {
    const { host, pathname: uri, search } = new URL(asked, 'https://images.example.com');
    const headers = { host, accept };
    const answer = await viewer({
      method: 'GET',
      uri,
      querystring: search.slice(1),
      headers,
      ip: '127.0.0.1',
      id: '1',
    });
    if ('status' in answer) return `${answer.status} ${Buffer.from(answer.body)}`;
    return `${answer.uri} ${answer.querystring.replace('variant=', '')}`.trim();
  };
};
