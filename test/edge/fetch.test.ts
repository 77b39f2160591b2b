import { fetchDoor } from '../support/doors.ts';
import { serviceRows } from '../support/service-rows.ts';

// The service as one function, with nothing in front.
serviceRows(fetchDoor, { revalidates: true, mostBytes: 10_000_000 });
