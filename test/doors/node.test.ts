import { nodeServer } from '../../samples/servers/node.ts';
import { doorThrough } from '../support/doors.ts';
import { listening } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// Node's own server, on a port.
serviceRows(
  doorThrough((service) => listening(nodeServer(service))),
  { revalidates: true, mostBytes: 10_000_000 },
);
