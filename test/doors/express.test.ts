import { createServer } from 'node:http';
import { expressApp } from '../../samples/servers/express.ts';
import { doorThrough } from '../support/doors.ts';
import { listening } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// An Express app, on a port.
serviceRows(
  doorThrough((service) => listening(createServer(expressApp(service)))),
  { revalidates: true, mostBytes: 10_000_000 },
);
