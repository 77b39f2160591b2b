import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { originResponse } from '../../edge/origin-response.ts';
import { viewerFunctions } from '../../infra/build/viewer-function.ts';
import type { Config } from '../../infra/config/schema.ts';
import { originSettings } from '../../infra/config/settings/origin-settings.ts';
import { createDistribution, type Distribution } from '../../infra/local/cloudfront/distribution.ts';
import { credentials, startStorage } from '../../infra/local/storage/storage.ts';
import { config } from './config.ts';

/** A browser's Accept header. */
export const chrome = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

/** A whole service without a port: a real S3 server filled with `originals`, CloudFront, the built viewer function, the handler. */
export type Edge = {
  distribution: Distribution;
  /** Another distribution in front of the same bucket; with the keys of its store, if it has one. */
  distribute: (changes: Partial<Config>, keys?: ReadonlyMap<string, string>) => Promise<Distribution>;
  /** The folder that is the bucket. */
  folder: string;
  get: (path: string, init?: RequestInit) => Promise<Response>;
  close: () => Promise<void>;
};

/** Starts an edge; one a test file, since the handler keeps its S3 client while its module lives. */
export const startEdge = async (originals: Record<string, Buffer>, changes: Partial<Config> = {}): Promise<Edge> => {
  const folder = await mkdtemp(join(tmpdir(), 'edge-originals-'));
  for (const [key, bytes] of Object.entries(originals)) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), bytes);
  }
  const storage = await startStorage({ images: folder, bucket: 'originals' });
  process.env.AWS_ENDPOINT_URL_S3 = storage.endpoint;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  const distribute = async (changes: Partial<Config>, keyValueStore?: ReadonlyMap<string, string>) => {
    const chosen = { ...config, ...changes };
    const functions = await viewerFunctions(chosen);
    const cachePolicy = {
      queryStrings: 'all' as const,
      minTtl: 0,
      defaultTtl: chosen.lifetimes.derivative,
      maxTtl: 31_536_000,
    };
    return createDistribution({
      viewerRequest: functions.at(-1)?.text ?? '',
      behaviors: functions
        .slice(0, -1)
        .map(({ pathPattern, text }) => ({ pathPattern, functions: true, viewerRequest: text, cachePolicy })),
      ...(keyValueStore && { keyValueStore }),
      originResponse: originResponse(originSettings(chosen)),
      origin: { endpoint: storage.endpoint, bucket: 'originals', region: 'us-east-1' },
      cachePolicy,
      allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
    });
  };
  const distribution = await distribute(changes);
  return {
    distribution,
    distribute,
    folder,
    get: (path, init) => distribution(new Request(`https://d123.cloudfront.net${path}`, init)),
    close: async () => {
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
