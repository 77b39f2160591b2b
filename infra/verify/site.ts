import { join } from 'node:path';
import { type DialectName, dialectEntry } from '../../edge/query/dialects/registry.ts';
import { dialectPattern } from '../config/paths/dialects.ts';
import { configAt } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';

/** Where the test images are in this checkout. */
export const samples = join(import.meta.dirname, '../../samples');

/** Files of the folder that is asked: uploaded by the doctor, or by the deployer (who uploads the first two). */
export type TestImage = 'rotated.jpg' | 'large.jpg' | 'drawing.svg';

/** Puts and removes objects of the folder. */
export type Uploads = {
  put: (file: string, body: Uint8Array, contentType: string) => Promise<void>;
  remove: (file: string) => Promise<void>;
};

/** A deployed service, with the config for the bucket that `folder` is served from. `folder` holds the test images; it begins and ends with a slash. */
export type Site = {
  config: Config;
  origin: string;
  folder: string;
  /** The dialect that is configured for the folder; undefined: our own parameters. */
  dialect: DialectName | undefined;
  /** A width that is not in the cache yet, another one at each call. */
  freshWidth: () => number;
  /** Whether requests are signed, for a folder that requires a signature. */
  signed: boolean;
  /** The folder of this machine that has the test images. */
  samples: string;
  /** Undefined without credentials for the bucket. */
  uploads: Uploads | undefined;
  /** Sends a request. Throws a message where no answer comes in time. */
  request: (path: string, options?: RequestOptions) => Promise<SiteResponse>;
  /** Does something once: later questions that need the same share the result. */
  once: <Result>(name: string, make: () => Promise<Result>) => Promise<Result>;
  /** Every response so far. */
  responses: SiteResponse[];
  pause: (milliseconds: number) => Promise<void>;
};

type RequestOptions = {
  method?: string;
  headers?: Record<string, string>;
  unsigned?: boolean;
  /** Milliseconds that the answer may take. */
  limit?: number;
};

/** A response, with its body and the time it took. */
export type SiteResponse = { status: number; headers: Headers; bytes: Buffer; milliseconds: number };

/** How requests are sent (the emulator has its own way) and signed, and what else touches the world. */
export type SiteOptions = {
  send?: (request: Request) => Promise<Response>;
  sign?: ((path: string) => Promise<string>) | undefined;
  uploads?: Uploads | undefined;
  pause?: (milliseconds: number) => Promise<void>;
  /** Milliseconds that a response may take. Lambda@Edge has 30 s, and our handler uses less. */
  limit?: number;
  /** The folder of this machine that has the test images; by default that of the checkout. */
  samples?: string;
  /** The first width to ask for; by default a random one, which no earlier run has left in the cache. */
  width?: number;
};

/** The service at a URL such as `https://d123.cloudfront.net/samples/`. */
export const siteAt = (url: string, deployed: Config, options: SiteOptions = {}): Site => {
  const { send = fetch, sign, uploads, limit: longest = 35_000, pause = wait } = options;
  const { samples: local = samples } = options;
  const { origin, pathname } = new URL(url);
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  const config = configAt(deployed, folder);
  let { width = 200 + Math.floor(Math.random() * 600) } = options;
  const results = new Map<string, Promise<unknown>>();
  const responses: SiteResponse[] = [];
  const request: Site['request'] = async (path, { unsigned, limit = longest, ...init } = {}) => {
    const target = new URL(sign && !unsigned ? await sign(path) : path, origin);
    const started = performance.now();
    const signal = AbortSignal.timeout(Math.min(limit, longest));
    const answer = await send(new Request(target, { ...init, redirect: 'manual', signal })).catch(unreachable);
    const bytes = Buffer.from(await answer.arrayBuffer().catch(unreachable));
    const { status, headers } = answer;
    const response = { status, headers, bytes, milliseconds: Math.round(performance.now() - started) };
    responses.push(response);
    return response;
  };
  const once: Site['once'] = <Result>(name: string, make: () => Promise<Result>) => {
    const result = results.get(name) ?? make();
    results.set(name, result);
    return result as Promise<Result>;
  };
  const dialect = config.dialects?.find(({ path }) => new RegExp(dialectPattern(path)).test(folder))?.dialect;
  const freshWidth = () => ++width;
  const signed = sign !== undefined;
  return {
    config,
    origin,
    folder,
    dialect,
    freshWidth,
    signed,
    samples: local,
    uploads,
    request,
    once,
    responses,
    pause,
  };
};

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const unreachable = (error: Error): never => {
  if (error.name === 'TimeoutError')
    throw new Error('No answer in time: the service, or a proxy in front of it, hangs.');
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  throw new Error(`No answer: ${why}. A new distribution has no DNS name until it is deployed.`);
};

/** The URL of an image at a width, with automatic format where the folder's dialect has one. */
export const imageUrl = ({ config, folder, dialect }: Site, file: string, width: number): string => {
  const path = `${folder}${file}`;
  if (config.presetsOnly) return `${path}?preset=${Object.keys(config.presets ?? {})[0]}`;
  if (!dialect) return `${path}?w=${width}&format=auto`;
  const entry = dialectEntry(dialect);
  return entry.url(path, entry.width(width));
};
