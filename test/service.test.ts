import { edgeDoor } from './support/doors.ts';
import { serviceRows } from './support/service-rows.ts';

// The whole way of a request: the built viewer function, CloudFront's cache and rules, a real S3 server, the handler.
serviceRows(edgeDoor, { caches: true, revalidates: false, mostBytes: 1_048_576 });
