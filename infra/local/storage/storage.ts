import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import S3rver from '@20minutes/s3rver';
import { openBucket } from './bucket.ts';
import { accessDenied, type OpenBucket, objectStore } from './object-store.ts';

export type Storage = {
  endpoint: string;
  /** The keys of the originals, in S3's order. */
  keys(): Promise<string[]>;
  /** Writes an original for as long as the server runs; the folder stays as it is. */
  put(key: string, bytes: Uint8Array, type: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * The key pair that s3rver accepts. A request without one stands for CloudFront's under origin access control: it may read
 * objects, but not list them, so a missing key is a 403.
 */
export const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Makes this process's SDK clients talk to this S3, by the SDK's own variables; to be called before one is made. */
export const useStorage = ({ endpoint }: Pick<Storage, 'endpoint'>) => {
  process.env.AWS_ENDPOINT_URL_S3 = endpoint;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  delete process.env.AWS_SESSION_TOKEN;
};

/**
 * Starts a real S3 server over HTTP, on a free port of this machine, with the folder `images` as one bucket and, on request,
 * an empty one for derivatives, and `others`. An image dropped into the folder is in the bucket at once. Close it to free port and disk.
 */
export const startStorage = async (options: {
  images?: string;
  bucket: string;
  derivatives?: string;
  others?: readonly { bucket: string; images?: string | undefined }[] | undefined;
}): Promise<Storage> => {
  const scratch = await mkdtemp(join(tmpdir(), 'edge-images-'));
  const originals = openBucket({ scratch, folder: options.images });
  const buckets = new Map<string, OpenBucket>([[options.bucket, originals]]);
  for (const { bucket, images: folder } of options.others ?? [])
    if (!buckets.has(bucket)) buckets.set(bucket, openBucket({ scratch, folder }));
  if (options.derivatives !== undefined)
    buckets.set(options.derivatives, {
      ...openBucket({ scratch }),
      cors,
      unlisted: true,
    });
  const server = createServer(buckets, scratch);
  const { port } = await server.run();
  // Keep connections open: closing one while the client sends a request would be a random failure.
  server.httpServer.keepAliveTimeout = 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    keys: originals.keys,
    put: async (key, bytes, type) => {
      await originals.put(key, { source: Readable.from([bytes]), headers: { 'content-type': type } });
    },
    close: async () => {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
      await rm(scratch, { recursive: true, force: true });
    },
  };
};

// What infra/stack/buckets/derivatives.ts lets other sites ask; a GET gets its headers from CloudFront.
const rule = {
  allowedMethods: ['GET', 'HEAD'],
  allowedHeaders: [/^/],
  exposeHeaders: [],
  hasWildcardOrigin: true as const,
};
const cors: NonNullable<OpenBucket['cors']> = { matchRule: (origin) => (origin ? rule : undefined) };

const createServer = (buckets: ReadonlyMap<string, OpenBucket>, scratch: string) => {
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: scratch,
    vhostBuckets: false,
    // It computes another signature than the SDK where the path is the bucket alone (ListObjectsV2); key ids are still checked.
    allowMismatchedSignatures: true,
  });
  server.store = objectStore(buckets);
  server.middleware.unshift(async (context, next) => {
    context.store = objectStore(buckets, context);
    // S3 reads a plus sign in a path as a space; s3rver, as RFC 3986 has it.
    context.path = context.path.replaceAll('+', '%20');
    // And it leaves what decodeURI leaves of the name that is to be copied.
    const from = context.headers['x-amz-copy-source'];
    if (from) context.headers['x-amz-copy-source'] = encodeURI(decodeURIComponent(from));
    context.set('Server', 'AmazonS3');
    context.set('x-amz-request-id', 'LOCAL');
    const reading = ['GET', 'HEAD', 'OPTIONS'].includes(context.method) && /^\/[^/]+\/./.test(context.path);
    if (!reading && !context.headers.authorization) throw accessDenied();
    await next();
  });
  // A viewer who leaves half-way is no event; Koa would print it.
  server.on('error', () => undefined);
  return server;
};
