import { Agent, type IncomingMessage, request as send } from 'node:http';
import { type EdgeResponse, errorResponse } from '../edge-response.ts';

/** An S3 bucket behind the distribution, and where it really is. */
export type Origin = {
  endpoint: string;
  bucket: string;
  region: string;
  path?: string;
  /** What CloudFront adds to each request to the origin; functions see them. */
  customHeaders?: Record<string, string>;
  /** An origin group: what is asked after these statuses of this one, or where it can't be reached. */
  secondary?: { origin: Origin; after: readonly number[] };
};

/** What is asked of S3: the forwarded part of the viewer's request. */
export type OriginRequest = { method: string; uri: string; querystring: string; headers: Record<string, string> };

/** S3's response. The caller must either read the body or discard it. */
export type S3Response = {
  status: number;
  statusText: string;
  headers: Headers;
  body(): Promise<Uint8Array<ArrayBuffer>>;
  discard(): void;
};

/** S3's name as an edge function sees it, though the bytes come from the endpoint. */
export const domainName = ({ bucket, region }: Origin) => `${bucket}.s3.${region}.amazonaws.com`;

/** CloudFront's response time-out for an origin, in milliseconds: DG, RequestAndResponseBehaviorS3Origin. */
const timeout = 30_000;

const agent = new Agent({ keepAlive: true });

/**
 * Asks S3, byte for byte: `fetch` would rewrite the path and unpack gzip. An S3 that cannot be reached is CloudFront's own
 * 502, one that keeps silent its 504.
 */
export const requestOrigin = (origin: Origin, request: OriginRequest): Promise<S3Response | EdgeResponse> =>
  new Promise<S3Response | EdgeResponse>((resolve) => {
    const { hostname, port } = new URL(origin.endpoint);
    const query = request.querystring === '' ? '' : `?${request.querystring}`;
    const path = `/${origin.bucket}${origin.path ?? ''}${request.uri}${query}`;
    // S3 by its real name would be another path to a server that understands both styles.
    const { host: _, ...headers } = request.headers;
    const outgoing = send({ agent, hostname, port, path, method: request.method, headers, timeout });
    outgoing.on('response', (incoming) => resolve(received(incoming)));
    outgoing.on('timeout', () => {
      resolve(
        errorResponse(504, 'Error', 'CloudFront attempted to establish a connection with the origin, but timed out.'),
      );
      outgoing.destroy();
    });
    // S3 may close a line that was idle just as it is taken again; that says nothing of S3 (nodejs.org/api/http.html, reusedSocket).
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        outgoing.reusedSocket && error.code === 'ECONNRESET' ? requestOrigin(origin, request) : unreachable(error),
      ),
    );
    outgoing.end();
  }).catch(unreachable);

const unreachable = (error: unknown) =>
  errorResponse(502, 'Error', `CloudFront wasn't able to connect to the origin. ${error}`);

const received = (incoming: IncomingMessage): S3Response => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 502;
  chunkErrors(status, headers);
  return {
    status,
    statusText: incoming.statusMessage ?? '',
    headers,
    body: () => collect(incoming),
    discard: () => incoming.on('error', () => undefined).destroy(),
  };
};

/** S3 sends errors and redirects chunked (aws/aws-sdk-js-v3 #1446), which is how a read-only header reaches the function. */
const chunkErrors = (status: number, headers: Headers) => {
  if (status < 300 || status === 304) return;
  headers.delete('content-length');
  headers.set('transfer-encoding', 'chunked');
};

/** Rejects when the connection breaks before the end. */
const collect = async (incoming: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
};
