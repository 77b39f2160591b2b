import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export type MemoryOrigin = Awaited<ReturnType<typeof startMemoryOrigin>>;

/** Objects in memory that GET and HEAD read as S3 answers them, and nothing else does: a hundred thousand reads are no test of S3. */
export const startMemoryOrigin = async () => {
  const objects = new Map<string, { bytes: Buffer; etag: string }>();
  const server = createServer((request, response) => {
    const [, key = ''] = /^\/[^/]+\/([^?]*)/.exec(request.url ?? '') ?? [];
    const object = objects.get(key);
    if (!object) return response.writeHead(404).end();
    response.writeHead(200, { 'content-length': object.bytes.length, etag: object.etag }).end(object.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.keepAliveTimeout = 0;
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    put: (key: string, bytes: Buffer) => {
      objects.set(key, { bytes, etag: `"${createHash('md5').update(bytes).digest('hex')}"` });
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
