import { fastifyApp } from '../../samples/servers/fastify.ts';
import { doorThrough } from '../support/doors.ts';
import { listening } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// A Fastify app, on a port.
serviceRows(
  doorThrough(async (service) => {
    const app = fastifyApp(service);
    await app.listen({ port: 0, host: '127.0.0.1' });
    return listening(app.server);
  }),
  { revalidates: true, mostBytes: 10_000_000 },
);
