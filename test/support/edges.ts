import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Dependencies, dependencies } from '../../edge/answer/dependencies.ts';
import { originResponse } from '../../edge/origin-response.ts';
import { viewerFunctions } from '../../infra/build/viewer-function.ts';
import type { PathFunction } from '../../infra/config/paths/path-functions.ts';
import type { Config } from '../../infra/config/schema.ts';
import { originSettings } from '../../infra/config/settings/origin-settings.ts';
import { behaviorsOf } from '../../infra/local/behaviors.ts';
import { createDistribution, type DistributionOptions } from '../../infra/local/cloudfront/distribution.ts';
import { originsOf } from '../../infra/local/origins.ts';
import { credentials, startStorage, useStorage } from '../../infra/local/storage/storage.ts';
import { config } from './config.ts';

/** An original as it is uploaded: its bytes, and what S3 is to say of it. */
export type Upload =
  | Buffer
  | { bytes: Buffer; ContentType?: string; CacheControl?: string; Metadata?: Record<string, string>; Expires?: Date };

export type World = Awaited<ReturnType<typeof startWorld>>;
export type Edge = ReturnType<World['edge']>;

const region = 'us-east-1';
const patience = { read: 60_000, write: 60_000 };

const withoutCode = (path: PathFunction): PathFunction => ({ ...path, text: '' });

// One build for all edges with the same config.
const built = new Map<string, Promise<PathFunction[]>>();
const viewerFunctionsOf = (config: Config): Promise<PathFunction[]> => {
  const key = JSON.stringify(config);
  const functions = built.get(key) ?? viewerFunctions(config);
  built.set(key, functions);
  return functions;
};

/**
 * A real S3 server with the two buckets, and as many edges of CloudFront before it as a test wants. One a test file: the
 * handler keeps its S3 clients while its module lives. `through` is what stands between the handler (or, too, CloudFront)
 * and S3.
 */
export const startWorld = async (through: (endpoint: string) => Promise<string> = async (endpoint) => endpoint) => {
  const others = [{ bucket: 'shop' }, { bucket: 'my.press' }];
  const storage = await startStorage({ bucket: 'originals', derivatives: 'derivatives', others });
  const endpoint = await through(storage.endpoint);
  useStorage({ endpoint });
  const s3 = new S3Client({ endpoint: storage.endpoint, region, credentials, forcePathStyle: true });

  const upload = async (key: string, original: Upload, Bucket = 'originals') => {
    const { bytes, ...says } = Buffer.isBuffer(original) ? { bytes: original } : original;
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bytes, ...says }));
  };
  const remove = (Bucket: string, Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const kept = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'derivatives' }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const emptyDerivatives = async () => {
    for (const key of await kept()) await remove('derivatives', key);
  };

  /** An edge with a clock that the test turns, in seconds, and milliseconds for Lambda that it can change. */
  const edge = ({
    changes = {},
    using = dependencies,
    bare = false,
    derivatives: keeper = 'derivatives',
    revision = 'test',
    lambdaTimeout: milliseconds,
    ...options
  }: EdgeOptions = {}) => {
    const chosen: Config = { ...config, derivatives: { days: 90 }, ...changes };
    const settings = originSettings(chosen, revision);
    const { derivatives: keeping } = settings;
    // Where a test does not say what time there is, a busy machine has all that it needs.
    const patient = milliseconds === undefined && keeping && { derivatives: { ...keeping, patience } };
    const handler = originResponse({ ...settings, ...patient }, using);
    let time = 0;
    let lambdaTimeout = milliseconds ?? 120_000;
    const origins = originsOf(chosen, { endpoint, derivatives: keeper });
    const distribution = viewerFunctionsOf(chosen).then((functions) =>
      createDistribution({
        originResponse: handler,
        origin: origins.origin,
        ...behaviorsOf(chosen, origins, bare ? functions.map(withoutCode) : functions),
        now: () => time * 1000,
        ...options,
        get lambdaTimeout() {
          return lambdaTimeout;
        },
      }),
    );
    const get = async (path: string, init: RequestInit = {}) => {
      const response = await (await distribution)(new Request(`https://d123.cloudfront.net${path}`, init));
      return {
        status: response.status,
        how: response.headers.get('x-cache')?.replace(' from cloudfront', ''),
        headers: response.headers,
        header: (name: string) => response.headers.get(name),
        body: Buffer.from(await response.arrayBuffer()),
      };
    };
    const wait = (seconds: number) => {
      time += seconds;
    };
    const give = (milliseconds: number) => {
      lambdaTimeout = milliseconds;
    };
    return { get, wait, give, handler };
  };

  return { storage, endpoint, s3, upload, remove, kept, emptyDerivatives, edge, close: storage.close };
};

type EdgeOptions = Partial<DistributionOptions> & {
  changes?: Partial<Config>;
  using?: Dependencies;
  /** The name of the derivatives bucket. */
  derivatives?: string;
  /** Of the code, as the bundle has it. */
  revision?: string;
  /** Without a viewer function in front. */
  bare?: boolean;
};
