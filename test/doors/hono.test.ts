import { honoApp } from '../../samples/servers/hono.ts';
import { address, doorThrough } from '../support/doors.ts';
import { serviceRows } from '../support/service-rows.ts';

// A Hono app.
serviceRows(
  doorThrough(async (service) => {
    const app = honoApp(service);
    return { get: async (path, init) => app.request(address(path), init) };
  }),
  { revalidates: true, mostBytes: 10_000_000 },
);
