import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How S3, or the line to it, misbehaves. Sizes are bytes of a body, times milliseconds. */
export type Fault =
  /** S3's answer, later. */
  | { kind: 'late'; milliseconds: number }
  /** No answer, and the line stays open. */
  | { kind: 'silent' }
  /** An error in S3's words. */
  | { kind: 'error'; status: number; code: string; headers?: Record<string, string> }
  /** The line is reset before there is an answer. */
  | { kind: 'reset' }
  /** The answer begins, then the line is reset. */
  | { kind: 'cut'; after: number }
  /** The answer announces more than it has, and ends as if all were well. */
  | { kind: 'short'; by: number }
  /** The answer comes in drops. */
  | { kind: 'trickle'; bytes: number; every: number }
  /** The answer is that of another version. */
  | { kind: 'etag'; etag: string }
  /** What was asked is done, and the answer is lost. */
  | { kind: 'lost' }
  /** Half of what is uploaded arrives, then the line is reset. */
  | { kind: 'half' };

/** What asks: CloudFront without a key, the function with one. */
export type Asked = { method: string; path: string; byFunction: boolean };

/** A server in front of S3 that lets everything pass but what `strike` says. Nothing here is a mock: the bytes are S3's. */
export const startProxy = async (endpoint: string) => {
  const rules = new Set<(asked: Asked) => Fault | undefined>();
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const asked = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      byFunction: incoming.headers.authorization !== undefined,
    };
    outgoing.on('error', () => undefined);
    misbehave(faultIn(rules, asked), { endpoint, incoming, outgoing }).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server listens on a port, never on a pipe: its address is an object.
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  /** From now on this many requests of that kind meet the fault; what is returned puts an end to it. */
  const strike = (fault: Fault, count: number, where: (asked: Asked) => boolean) => {
    let left = count;
    const rule = (asked: Asked) => (where(asked) && left-- > 0 ? fault : undefined);
    rules.add(rule);
    return () => rules.delete(rule);
  };
  return { endpoint: `http://127.0.0.1:${port}`, strike, close };
};

const faultIn = (rules: Iterable<(asked: Asked) => Fault | undefined>, asked: Asked) => {
  for (const rule of rules) {
    const fault = rule(asked);
    if (fault) return fault;
  }
  return undefined;
};

type Exchange = { endpoint: string; incoming: IncomingMessage; outgoing: ServerResponse };

const misbehave = async (fault: Fault | undefined, exchange: Exchange): Promise<void> => {
  const { incoming, outgoing } = exchange;
  switch (fault?.kind) {
    case 'silent':
      return;
    case 'reset':
      return reset(incoming.socket);
    case 'error':
      await drain(incoming);
      return refuse(fault, outgoing);
    case 'half':
      return forwardHalf(exchange);
    case 'late':
      await sleep(fault.milliseconds);
  }
  answer(await forward(exchange), fault, outgoing);
};

const refuse = ({ status, code, headers }: Fault & { kind: 'error' }, outgoing: ServerResponse) => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  outgoing.writeHead(status, { 'content-type': 'application/xml', ...headers });
  outgoing.end(xml);
};

type Answer = { upstream: IncomingMessage; body: Buffer };

const forward = ({ endpoint, incoming }: Exchange): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outward = send(endpoint + incoming.url, { method: incoming.method, headers: incoming.headers });
    outward.on('error', reject);
    outward.on('response', (upstream) => drain(upstream).then((body) => resolve({ upstream, body }), reject));
    incoming.pipe(outward);
  });

/** S3 gets the beginning of an upload and a broken line. */
const forwardHalf = async ({ endpoint, incoming }: Exchange) => {
  const body = await drain(incoming);
  const outward = send(endpoint + incoming.url, { method: incoming.method, headers: incoming.headers });
  outward.on('error', () => undefined);
  outward.write(body.subarray(0, body.length / 2));
  await sleep(20);
  outward.destroy();
  reset(incoming.socket);
};

const answer = async ({ upstream, body }: Answer, fault: Fault | undefined, outgoing: ServerResponse) => {
  const socket = outgoing.socket;
  if (fault?.kind === 'lost') return reset(socket);
  const headers = { ...upstream.headers, ...(fault?.kind === 'etag' && { etag: fault.etag }) };
  outgoing.writeHead(upstream.statusCode ?? 502, headers);
  if (fault?.kind === 'cut') {
    outgoing.write(body.subarray(0, fault.after));
    return setTimeout(() => reset(socket), 20);
  }
  if (fault?.kind === 'short') {
    outgoing.write(body.subarray(0, Math.max(0, body.length - fault.by)));
    return setTimeout(() => socket?.end(), 20);
  }
  if (fault?.kind === 'trickle') {
    for (let at = 0; at < body.length && !outgoing.destroyed; at += fault.bytes) {
      outgoing.write(body.subarray(at, at + fault.bytes));
      await sleep(fault.every);
    }
    return outgoing.end();
  }
  return outgoing.end(body);
};

const reset = (socket: Socket | null) => {
  socket?.resetAndDestroy();
};

const drain = async (stream: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};
