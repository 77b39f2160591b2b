import { gatewayBytes, lambdaHandler } from '../../samples/servers/lambda.ts';
import { doorThrough } from '../support/doors.ts';
import { responseOf, restEvent } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// A REST API of API Gateway.
serviceRows(
  doorThrough(async (service) => {
    const handler = lambdaHandler(service);
    // hono's type of an event has more than is read.
    const event = (...request: Parameters<typeof restEvent>) => restEvent(...request) as Parameters<typeof handler>[0];
    return { get: async (path, init) => responseOf(await handler(event(path, init))) };
  }, gatewayBytes),
  { revalidates: true, mostBytes: gatewayBytes },
);
