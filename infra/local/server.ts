import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parameterDocs } from '../../edge/query/docs.ts';
import { viewerFunction, viewerText } from '../build/bundle.ts';
import { command, numberOf } from '../commands/command.ts';
import { loadConfig } from '../config/load.ts';
import { originSettings } from '../config/origin-settings.ts';
import type { Config } from '../config/schema.ts';
import { createDistribution, type Distribution } from './distribution.ts';
import type { OriginResponse } from './edge-function.ts';
import { domainName } from './origin.ts';
import { behaviorsOf } from './settings.ts';
import { pointAt, type Storage, startStorage } from './storage.ts';

/** What `npm start` serves, and where. */
export type ServerOptions = { port: number; images: string; config?: Config; log?: (line: string) => void };

export type Server = { url: string; close(): Promise<void> };

/** Starts S3, CloudFront and the page in one process; port 0 is any free one. */
export const startServer = async ({
  port,
  images,
  config = loadConfig(),
  log = console.log,
}: ServerOptions): Promise<Server> => {
  // Nothing that would have to be closed again is open before it is certain.
  const viewerRequest = await viewerFunction(config);
  // For the page alone: what is served stays what is deployed, and where that has no room for `explain`, here is some.
  const explaining: Config = { ...config, explain: 'on' };
  const explainingRequest = await viewerText(explaining);
  const { bucket, region } = config.originals.existing ?? { bucket: 'originals', region: 'us-east-1' };
  const storage = await startStorage({ images, bucket, derivatives });
  const { endpoint } = storage;
  const keeper = { endpoint, bucket: derivatives, region };
  const distribute = async (config: Config, viewerRequest: string) =>
    createDistribution({
      ...settings(config),
      ...behaviorsOf(config, keeper),
      viewerRequest,
      originResponse: await loadHandler(config, storage),
      origin: { endpoint, bucket, region, customHeaders: { 'x-derivatives-bucket': domainName(keeper) } },
    });
  const distribution = await distribute(config, viewerRequest);
  const explainer = await distribute(explaining, explainingRequest);
  const server = createServer((incoming, outgoing) => {
    serve({ incoming, outgoing, distribution, explainer, storage, log }).catch((error) => {
      log(`${incoming.method} ${incoming.url}  ${error}`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve)).catch(
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

const settings = (config: Config) => ({
  // One key: `SIGNING_SECRET=local npm run sign -- ADDRESS --key local`.
  keyValueStore: new Map([['local', 'local']]),
  lambdaTimeout: config.timeout * 1000,
});

/** The handler finds S3 as it does in Lambda, by the SDK's own variables: its module is loaded after they are set. */
const loadHandler = async (config: Config, storage: Storage): Promise<OriginResponse> => {
  pointAt(storage);
  const { originResponse } = await import('../../edge/origin-response.ts');
  return originResponse(originSettings(config));
};

type Exchange = {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  distribution: Distribution;
  /** The same, but it always explains. */
  explainer: Distribution;
  storage: Storage;
  log: (line: string) => void;
};

/** The page's own addresses never reach the distribution; everything else does, and is logged. */
const serve = async ({ incoming, outgoing, distribution, explainer, storage, log }: Exchange) => {
  const started = performance.now();
  const asked = toRequest(incoming);
  const page =
    asked && ((await explanation(asked, explainer)) ?? (await pageResponse(new URL(asked.url).pathname, storage)));
  const response = page ?? (asked ? await distribution(asked) : new Response('Bad Request', { status: 400 }));
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(body);
  if (page) return;
  const took = `${Math.round(performance.now() - started)} ms`;
  const how = response.headers.get('x-cache');
  log([response.status, how, took, `${body.length} bytes`, incoming.method, incoming.url].join('  '));
};

// Between the viewer and the port only (RFC 9110, 7.6.1): CloudFront never shows them to a function.
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

const toRequest = (incoming: IncomingMessage) => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (!hopByHop.includes(name)) headers.set(name, (values ?? []).join(', '));
  }
  try {
    return new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
    });
  } catch {
    return undefined;
  }
};

/** `/_local/explain/photo.jpg?w=400` explains `/photo.jpg?w=400`. */
const explanation = async (asked: Request, explainer: Distribution) => {
  const url = new URL(asked.url);
  const [, path] = /^\/_local\/explain(\/.*)$/.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  const query = `${url.search || '?'}${url.search.length > 1 ? '&' : ''}explain=1`;
  return explainer(new Request(`${url.origin}${path}${query}`, asked));
};

const pageResponse = async (path: string, storage: Storage) => {
  if (path === '/') return asset('playground.html', 'text/html; charset=utf-8');
  const [, name] = /^\/_local\/((?:playground|why)\.(?:js|css)|(?:element|snippets)\.js)$/.exec(path) ?? [];
  if (name) return asset(name, name.endsWith('.js') ? 'text/javascript' : 'text/css');
  if (path === '/_local/parameters.json') return Response.json(parameterDocs());
  if (path === '/_local/images.json') return Response.json(await storage.keys());
  return path.startsWith('/_local/') ? new Response('Not Found', { status: 404 }) : undefined;
};

const asset = async (name: string, type: string) =>
  new Response(await readFile(join(import.meta.dirname, name)), { headers: { 'content-type': type } });

const samples = join(import.meta.dirname, '../../samples');

const usage = `npm start -- [--port N] [--images DIR]

Serves the images of a folder as they will be served by CloudFront, with a page to try every word.
  --port N      the port, 0 for any free one; else 8080 or the next that is free
  --images DIR  the folder, in place of the bucket; else samples/`;

const options = { port: { type: 'string' }, images: { type: 'string', default: samples } } as const;

const checkFolder = async (images: string) => {
  await readdir(images).catch(({ code }) => {
    throw new Error(`--images is ${images}, expected a folder that can be read: ${code}`);
  });
};

/** A port that was asked for by number has to be that one; else it is 8080 or the next that is free. */
const start = async (images: string, asked: number | undefined, port = asked ?? 8080): Promise<Server> =>
  startServer({ port, images }).catch((error) => {
    if (error?.code === 'EACCES') throw new Error(`--port is ${port}, which this account may not open: try 8080`);
    if (error?.code !== 'EADDRINUSE') throw error;
    if (asked !== undefined) throw new Error(`--port is ${asked}, which another program has taken`);
    return start(images, undefined, port + 1);
  });

const main = async ({ values }: { values: { port?: string; images: string } }) => {
  const { port, images } = values;
  const asked = port === undefined ? undefined : numberOf('--port', port, 0, 65_535);
  await checkFolder(images);
  const server = await start(images, asked);
  console.log(`${server.url} serves the images of ${images}`);
  process.once('SIGINT', () => server.close().then(() => process.exit(0)));
  process.once('SIGTERM', () => server.close().then(() => process.exit(0)));
};

if (import.meta.main) await command(usage, { options }, main);
