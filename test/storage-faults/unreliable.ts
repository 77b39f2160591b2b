import { type Fault, startProxy } from './proxy.ts';

const faults: Fault[] = [
  { kind: 'late', milliseconds: 700 },
  { kind: 'error', status: 500, code: 'InternalError' },
  { kind: 'error', status: 503, code: 'SlowDown' },
  { kind: 'error', status: 403, code: 'AccessDenied' },
  { kind: 'reset' },
  { kind: 'cut', after: 50 },
  { kind: 'short', by: 1 },
  { kind: 'lost' },
  { kind: 'etag', etag: `"${'f'.repeat(32)}"` },
];

/** A proxy in front of S3 that fails this share of the function's requests, in nine ways at random. */
export const startUnreliable = async (endpoint: string, share: number, random: () => number) => {
  const proxy = await startProxy(endpoint);
  for (const fault of faults)
    proxy.strike(fault, Number.POSITIVE_INFINITY, ({ byFunction }) => byFunction && random() < share / faults.length);
  return proxy;
};
