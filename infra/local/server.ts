import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { page } from '../../edge/page.ts';
import { pageFiles } from '../build/page-asset.ts';
import { viewerFunctions } from '../build/viewer-function.ts';
import type { PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import { pageSettings } from '../config/settings/page-settings.ts';
import { behaviorsOf } from './behaviors.ts';
import { createDistribution, type Distribution } from './cloudfront/distribution.ts';
import type { OriginResponseHandler } from './cloudfront/origin/origin-response.ts';
import { madeBucket, originsOf } from './origins.ts';
import { type PageSources, pageResponse } from './page/page.ts';
import { logRequest } from './request-log.ts';
import { type Storage, startStorage, useStorage } from './storage/storage.ts';

/** What `npm start` serves, and where: on this machine alone unless a host says otherwise. */
export type ServerOptions = {
  config: Config;
  images: string;
  /** Folders in place of the buckets of the config, by their paths, else `images`; and of `secondary`, else empty. */
  imagesOf?: ReadonlyMap<string, string>;
  port: number;
  host?: string;
  log?: (line: string) => void;
};

export type Server = { url: string; close(): Promise<void> };

/** Starts S3, CloudFront and the page in one process; port 0 is any free one. */
export const startServer = async ({ config: deployed, images, port, ...options }: ServerOptions): Promise<Server> => {
  const { host = '127.0.0.1', log = console.log, imagesOf = new Map() } = options;
  const config = withoutPrefixes(deployed);
  // Built first: a config that can't be built leaves nothing open.
  const functions = await viewerFunctions(config);
  // The page always needs `explain`. Images are served by the deployed viewer function, with or without it.
  const explaining: Config = { ...config, explain: 'on' };
  const explainingFunctions = await viewerFunctions(explaining);
  const { bucket } = config.originals.existing ?? madeBucket;
  const { secondary } = config.originals;
  const others = [
    ...(secondary ? [{ bucket: secondary.bucket, images: imagesOf.get('secondary') }] : []),
    ...(config.buckets ?? []).map(({ path, bucket }) => ({ bucket, images: imagesOf.get(path) ?? images })),
  ];
  const storage = await startStorage({ images, bucket, derivatives, others });
  const distribution = await distributionOf(config, functions, storage);
  const explainer = await distributionOf(explaining, explainingFunctions, storage);
  const server = createServer((incoming, outgoing) => {
    answer({ incoming, outgoing, distribution, page: { storage, distribution, explainer }, log }).catch((error) => {
      log(`${incoming.method} ${incoming.url}  ${error}`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve)).catch(
    async (error) => {
      await storage.close();
      throw error;
    },
  );
  // A TCP server listens on a port, never on a pipe: its address is an object.
  const { port: taken } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await storage.close();
  };
  return { url: `http://localhost:${taken}/`, close };
};

/** The bucket of the derivatives: empty at every start. */
const derivatives = 'derivatives';

/** A folder of this machine stands for the served folder of a bucket. */
const withoutPrefixes = ({ originals, buckets, ...config }: Config): Config => ({
  ...config,
  originals: withoutPrefix({
    ...originals,
    ...(originals.secondary && { secondary: withoutPrefix(originals.secondary) }),
  }),
  ...(buckets && { buckets: buckets.map(withoutPrefix) }),
});

const withoutPrefix = <Place extends { prefix?: string | undefined }>({ prefix: _, ...place }: Place) => place;

const distributionOf = async (config: Config, functions: readonly PathFunction[], storage: Storage) => {
  const origins = originsOf(config, { endpoint: storage.endpoint, derivatives });
  return createDistribution({
    // One key: `SIGNING_SECRET=local npm run sign -- URL --key local`.
    keyValueStore: new Map([['local', 'local']]),
    lambdaTimeout: config.timeout * 1000,
    ...behaviorsOf(config, origins, functions, await deployedPage(config)),
    originResponse: await loadOriginResponse(config, storage),
    origin: origins.origin,
  });
};

/** The function of the page that a deployed stack has. */
const deployedPage = async (config: Config) =>
  config.page && page({ ...(await pageFiles()), 'settings.json': JSON.stringify(pageSettings(config)) });

/** The handler finds S3 as it does in Lambda, by the SDK's own variables: its module is loaded after they are set. */
const loadOriginResponse = async (config: Config, storage: Storage): Promise<OriginResponseHandler> => {
  useStorage(storage);
  const { originResponse } = await import('../../edge/origin-response.ts');
  return originResponse(originSettings(config));
};

type Exchange = {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  distribution: Distribution;
  page: PageSources;
  log: (line: string) => void;
};

/** The page's own URLs never reach the distribution; everything else does, and is logged. */
const answer = async ({ incoming, outgoing, distribution, page, log }: Exchange) => {
  const started = performance.now();
  const request = toRequest(incoming, await uploaded(incoming));
  const fromPage = request && (await pageResponse(request, page));
  const response = fromPage ?? (request ? await distribution(request) : new Response('Bad Request', { status: 400 }));
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(body);
  if (fromPage) return;
  const { method = 'GET', url = '/' } = incoming;
  const milliseconds = performance.now() - started;
  logRequest(
    log,
    { method, url },
    { status: response.status, headers: response.headers, bytes: body.length, milliseconds },
  );
};

/** Only the page takes bodies: images that are dropped into it. */
const uploaded = async (incoming: IncomingMessage) =>
  incoming.method === 'PUT' && incoming.url?.startsWith('/_local/') ? buffer(incoming) : undefined;

// Between the viewer and the port only (RFC 9110, 7.6.1): CloudFront never shows them to a function.
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

const toRequest = (incoming: IncomingMessage, body: Buffer<ArrayBuffer> | undefined) => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (!hopByHop.includes(name)) headers.set(name, (values ?? []).join(', '));
  }
  try {
    return new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
      ...(body && { body }),
    });
  } catch {
    return undefined;
  }
};
