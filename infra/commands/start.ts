import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { type Server, type ServerOptions, startServer } from '../local/server.ts';
import { command, numberOf } from './command.ts';
import { hideMetrics } from './print.ts';

const usage = `npm start -- [--port N] [--host HOST] [--images DIR] [--verbose]

Serves the images in a folder as CloudFront would, with a page to try every parameter.
  --port N      port to listen on; 0 for any free one (default: 8080, or the next free one)
  --host HOST   address to listen on, such as 0.0.0.0 to allow other machines (default: 127.0.0.1)
  --images DIR  folder that stands in for the bucket (default: samples/). If infra/config.ts has several buckets,
                also PATH=DIR for each of them, such as --images '/shop/*=shop' (default: the first folder), and
                secondary=DIR for originals.secondary
  --verbose     also print the function's log lines (JSON)`;

const options = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  images: { type: 'string', multiple: true },
  verbose: { type: 'boolean', default: false },
} as const;

type Values = { port?: string; host: string; images?: string[]; verbose: boolean };

const main = async ({ values: { port, host, images = [], verbose } }: { values: Values }) => {
  const asked = port === undefined ? undefined : numberOf('--port', port, [0, 65_535]);
  const config = loadConfig();
  const folders = foldersOf(images, config);
  for (const folder of [folders.images, ...folders.imagesOf.values()]) await checkFolder(folder);
  if (!verbose) hideMetrics();
  const server = await start({ config, ...folders, host }, asked);
  const others = [...folders.imagesOf].map(([path, folder]) => `, ${path} from ${folder}`);
  console.log(`${server.url} serves the images in ${folders.images}${others.join('')}`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => server.close().then(() => process.exit(0)));
  endWithParent();
};

/** `DIR` is the folder of all paths, `/shop/*=DIR` that of a row of `buckets`, `secondary=DIR` that of the second bucket. */
const foldersOf = (given: readonly string[], { buckets = [], originals }: Config) => {
  const names = [...buckets.map(({ path }) => path), ...(originals.secondary ? ['secondary'] : [])];
  const imagesOf = new Map<string, string>();
  let images = join(import.meta.dirname, '../../samples');
  for (const text of given) {
    const path = names.find((name) => text.startsWith(`${name}=`));
    if (path !== undefined) imagesOf.set(path, text.slice(path.length + 1));
    else images = text;
  }
  return { images, imagesOf };
};

const checkFolder = async (images: string) => {
  await readdir(images).catch(({ code }) => {
    throw new Error(`--images is ${images}, expected a folder that can be read: ${code}`);
  });
};

/** A port that was given has to be that one; else it is 8080 or the next that is free. */
const start = async (
  options: Omit<ServerOptions, 'port'>,
  asked: number | undefined,
  port = asked ?? 8080,
): Promise<Server> =>
  startServer({ ...options, port }).catch((error) => {
    if (error?.code === 'EACCES') throw new Error(`--port is ${port}, which you may not open: try 8080`);
    if (error?.code === 'EADDRNOTAVAIL' || error?.code === 'ENOTFOUND')
      throw new Error(`--host is ${options.host}, expected an address of this machine, such as 0.0.0.0`);
    if (error?.code !== 'EADDRINUSE') throw error;
    if (asked !== undefined) throw new Error(`--port is ${asked}, which another program is using`);
    return start(options, undefined, port + 1);
  });

/** npm passes SIGTERM on to a shell, which ends without telling us: then this process has another parent. */
const endWithParent = () => {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
};

await command(usage, { options }, main);
