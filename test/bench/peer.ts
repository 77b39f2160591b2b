import type { ChildProcess } from 'node:child_process';
import type { JobName } from './jobs.ts';

/** Makes the derivative of a job, at its quality or another, from the original at the storage's address, as base64 for Lambda. */
export type Make = (job: JobName, quality?: number) => Promise<string>;

/** Where a peer finds the originals (by HTTP, and as files), our built function, and imgproxy's binary where one is given. */
export type Places = { storage: string; folder: string; asset: string; imgproxy?: string | undefined };

/** A server that a peer has started and asks; `begun` in milliseconds since 1970. It is measured, and not the process that asks. */
export type Server = { process: ChildProcess; begun: number };

/** A peer at work. */
export type Ready = { make: Make; server?: Server };
