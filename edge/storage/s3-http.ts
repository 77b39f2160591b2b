import http, {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import https from 'node:https';
import type { Endpoint } from './s3-endpoint.ts';

export type HttpRequest = Endpoint & {
  method: string;
  headers: { [name: string]: string };
  body?: Buffer | undefined;
};

export type HttpResponse = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

// Milliseconds after which a silent connection is given up: early enough for a second attempt.
const connectionTimeout = 1000;
const socketTimeout = 5000;

// Connections are kept while the process lives. An agent for HTTPS loads TLS and its root certificates, 12 ms: not for a local server.
let plainAgent: http.Agent | undefined;
let secureAgent: https.Agent | undefined;

const open = (protocol: Endpoint['protocol'], options: RequestOptions): ClientRequest => {
  if (protocol === 'http:') {
    plainAgent ??= new http.Agent({ keepAlive: true });
    return http.request({ ...options, agent: plainAgent });
  }
  secureAgent ??= new https.Agent({ keepAlive: true });
  return https.request({ ...options, agent: secureAgent });
};

/** Sends a request, and returns when the headers of its answer are there. Throws the connection's error, or a TimeoutError. */
export const send = ({ protocol, hostname, port, path, method, headers, body }: HttpRequest, signal: AbortSignal) =>
  new Promise<HttpResponse>((resolve, reject) => {
    const outgoing = open(protocol, { hostname, port, path, method, headers, signal });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) =>
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
    );
    limitTime(outgoing);
    if (body) outgoing.setHeader('content-length', body.length);
    outgoing.end(body);
  });

const limitTime = (outgoing: ClientRequest) => {
  outgoing.setTimeout(socketTimeout, () => outgoing.destroy(timeout(`silent for ${socketTimeout} ms`)));
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return;
    const give = () => outgoing.destroy(timeout(`no connection in ${connectionTimeout} ms`));
    const timer = setTimeout(give, connectionTimeout);
    const clear = () => clearTimeout(timer);
    socket.once('connect', clear).once('close', clear);
  });
};

const timeout = (message: string) => Object.assign(new Error(message), { name: 'TimeoutError' });

// S3's error documents have some hundred bytes.
const mostText = 64 * 1024;

/** The body of a response as text, up to 64 KB; what is wrong with it is not. */
export const readText = async ({ body }: HttpResponse): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostText) break;
    }
  } catch {
    // A status is an answer, with or without its text.
  }
  return Buffer.concat(chunks).toString();
};
