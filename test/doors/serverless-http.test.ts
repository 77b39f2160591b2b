import { expressLambda } from '../../samples/servers/express.ts';
import { gatewayBytes } from '../../samples/servers/lambda.ts';
import { doorThrough } from '../support/doors.ts';
import { responseOf, restEvent } from '../support/servers.ts';
import { serviceRows } from '../support/service-rows.ts';

// An Express app that serverless-http puts behind a REST API.
serviceRows(
  doorThrough(async (service) => {
    const handler = expressLambda(service);
    // serverless-http does not say what it returns.
    type Result = Parameters<typeof responseOf>[0];
    return { get: async (path, init) => responseOf((await handler(restEvent(path, init), {})) as Result) };
  }, gatewayBytes),
  { revalidates: true, mostBytes: gatewayBytes },
);
