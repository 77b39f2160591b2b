import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { viewerFunction, viewerText } from '../build/viewer-function.ts';
import { originSettings } from '../config/origin-settings.ts';
import type { Config } from '../config/schema.ts';
import { behaviorsOf } from './behaviors.ts';
import { createDistribution, type Distribution } from './cloudfront/distribution.ts';
import { domainName } from './cloudfront/origin/origin.ts';
import type { OriginResponseHandler } from './cloudfront/origin/origin-response.ts';
import { type PageSources, pageResponse } from './page/page.ts';
import { logRequest } from './request-log.ts';
import { type Storage, startStorage, useStorage } from './storage/storage.ts';

/** What `npm start` serves, and where: on this machine alone unless a host says otherwise. */
export type ServerOptions = {
  config: Config;
  images: string;
  port: number;
  host?: string;
  log?: (line: string) => void;
};

export type Server = { url: string; close(): Promise<void> };

/** Starts S3, CloudFront and the page in one process; port 0 is any free one. */
export const startServer = async ({ config, images, port, ...options }: ServerOptions): Promise<Server> => {
  const { host = '127.0.0.1', log = console.log } = options;
  // Built first: a config that can't be built leaves nothing open.
  const viewerRequest = await viewerFunction(config);
  // The page always needs `explain`. Images are served by the deployed viewer function, with or without it.
  const explaining: Config = { ...config, explain: 'on' };
  const explainingRequest = await viewerText(explaining);
  const storage = await startStorage({ images, bucket: originalsOf(config).bucket, derivatives });
  const distribution = await distributionOf(config, viewerRequest, storage);
  const explainer = await distributionOf(explaining, explainingRequest, storage);
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

const originalsOf = ({ originals }: Config) => originals.existing ?? { bucket: 'originals', region: 'us-east-1' };

const distributionOf = async (config: Config, viewerRequest: string, storage: Storage) => {
  const { bucket, region } = originalsOf(config);
  const derivativesOrigin = { endpoint: storage.endpoint, bucket: derivatives, region };
  const customHeaders = { 'x-derivatives-bucket': domainName(derivativesOrigin) };
  return createDistribution({
    // One key: `SIGNING_SECRET=local npm run sign -- URL --key local`.
    keyValueStore: new Map([['local', 'local']]),
    lambdaTimeout: config.timeout * 1000,
    ...behaviorsOf(config, derivativesOrigin),
    viewerRequest,
    originResponse: await loadOriginResponse(config, storage),
    origin: { endpoint: storage.endpoint, bucket, region, customHeaders },
  });
};

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
