import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { FetchImage } from '../../edge/fetch.ts';
import { service } from './service.ts';

/** Node's own server, for a container or a machine of your own. */
export const nodeServer = (images: FetchImage): Server =>
  createServer(getRequestListener((request) => images(request), { overrideGlobalObjects: false }));

// node samples/servers/node.ts
if (import.meta.main) {
  const port = Number(process.env.PORT ?? 8080);
  const server = nodeServer(service()).listen(port, () => console.log(`http://localhost:${port}/`));
  // An orchestrator stops a container with this signal: requests under way are answered.
  process.once('SIGTERM', () => server.close());
}
