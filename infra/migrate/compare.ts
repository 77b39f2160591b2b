import { resolveConfig } from '../config/validate.ts';
import { startServer } from '../local/server.ts';
import type { Answer } from './requests.ts';
import type { Read, Service } from './summary.ts';

/** An image as the old service sent it, and as this one makes it. */
export type Pair = { url: string; before: Answer; now: Now };

type Now = { status: number; answer?: Answer; reason?: string };

type Options = { images: string; most: number; accept: string; step?: (url: string) => void };

/**
 * Renders what the old service was asked, of originals in a folder that has them under the paths of the URLs: `most` of each
 * service, for a viewer that accepts these types.
 */
export const compare = async (services: Service[], options: Options): Promise<Pair[]> => {
  const pairs: Pair[] = [];
  for (const service of services) pairs.push(...(await compareService(service, options)));
  return pairs;
};

const compareService = async ({ dialect, urls }: Service, { images, most, accept, step }: Options) => {
  const config = resolveConfig({
    stackName: 'migrate',
    originals: { access: 'public' },
    ...(dialect !== 'native' && { dialects: [{ path: '*', dialect }] }),
  });
  const server = await startServer({ config, images, port: 0, log: () => undefined });
  try {
    const pairs: Pair[] = [];
    for (const { url, answer } of comparable(urls).slice(0, most)) {
      const now = await ask(new URL(url.pathname + url.search, server.url), accept);
      if (answer) pairs.push({ url: url.href, before: answer, now });
      step?.(url.href);
    }
    return pairs;
  } finally {
    await server.close();
  }
};

/** The URLs whose answers are known. */
export const comparable = (urls: Read[]): Read[] => urls.filter(({ answer }) => answer?.body);

const ask = async (url: URL, accept: string): Promise<Now> => {
  const response = await fetch(url, { headers: { accept } });
  const body = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  const reason = response.headers.get('x-image-reason');
  if (!response.ok || !type.startsWith('image/')) return { status: response.status };
  return { status: response.status, answer: { type, bytes: body.length, body }, ...(reason && { reason }) };
};
