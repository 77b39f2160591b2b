import { functionUrl } from '../../edge/function-url.ts';
import { doorThrough } from '../support/doors.ts';
import { askFunctionUrl, fakeLambda, urlEvent } from '../support/function-url.ts';
import { serviceRows } from '../support/service-rows.ts';

// A Lambda function URL that streams, with nothing in front.
const open = doorThrough(async (service) => ({
  get: (path, init) => {
    const lambda = fakeLambda();
    return askFunctionUrl(functionUrl(service, lambda.awslambda), lambda, urlEvent(path, init));
  },
}));

serviceRows(open, { revalidates: true, mostBytes: 10_000_000 });
