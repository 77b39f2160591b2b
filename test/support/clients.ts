import type { DialectName } from '../../edge/query/dialects/registry.ts';
import { chrome, startEdge } from './edge.ts';
import { chart } from './images/chart.ts';
import { look } from './images/look.ts';

/** The host name of every distribution here. */
export const host = 'd123.cloudfront.net';

/** What `ask` answers of an image: its size, its format (`modern` is any that not everyone shows), its corners. */
export const shows = (shown: string) => new RegExp(`^${shown.replace('modern', '(avif|webp)')}$`);

/**
 * A chart of 600 × 400, `chart.jpg`, and one distribution in front of it for each dialect that is spoken, `native` for our
 * own. `ask` fetches what a client library wrote, at that host whatever host the library is bound to.
 */
export const startClients = async () => {
  const jpeg = await chart({ width: 600, height: 400, format: 'jpeg' });
  const edge = await startEdge({
    'chart.jpg': jpeg,
    '차트 +1.jpg': jpeg,
    // Where Sanity keeps images: project, dataset, name, size.
    'images/p1/production/chart-600x400.jpg': jpeg,
  });
  const distributions = new Map<DialectName | 'native', ReturnType<typeof edge.distribute>>([
    ['native', Promise.resolve(edge.distribution)],
  ]);
  const fetch = async (dialect: DialectName | 'native', url: string, accept = chrome) => {
    const asked = new URL(url, `https://${host}`);
    asked.host = host;
    const dialects = dialect === 'native' ? [] : [{ path: '*', dialect }];
    const known = distributions.get(dialect) ?? edge.distribute({ dialects });
    distributions.set(dialect, known);
    return (await known)(new Request(asked, { headers: { accept } }));
  };
  const ask = async (dialect: DialectName | 'native', url: string, accept = chrome) =>
    look(await fetch(dialect, url, accept));
  return { fetch, ask, distribute: edge.distribute, close: edge.close };
};
