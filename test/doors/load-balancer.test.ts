import { lambdaHandler, loadBalancerBytes } from '../../samples/servers/lambda.ts';
import { doorThrough } from '../support/doors.ts';
import { responseOf, restEvent } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// An Application Load Balancer.
serviceRows(
  doorThrough(async (service) => {
    const handler = lambdaHandler(service);
    // hono's type of an event has more than is read.
    const event = (path: string, init?: RequestInit) => restEvent(path, init, true) as Parameters<typeof handler>[0];
    return { get: async (path, init) => responseOf(await handler(event(path, init))) };
  }, loadBalancerBytes),
  { revalidates: true, mostBytes: loadBalancerBytes },
);
