import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import type { AwsLambda } from '../../edge/function-url.ts';

type Metadata = { statusCode: number; headers: { [name: string]: string } };
type Handler = (event: LambdaFunctionURLEvent, stream: Writable, context: object) => Promise<void>;

/**
 * Lambda's global for functions that stream. As in Lambda, the metadata leaves with the first write: a stream that ends without
 * one has status 200 and no headers.
 */
export const fakeLambda = () => {
  let metadata: Metadata = { statusCode: 200, headers: {} };
  const awslambda: AwsLambda = {
    streamifyResponse: (handler) => handler,
    HttpResponseStream: {
      from: (stream, given) => {
        const write = stream.write.bind(stream);
        // Of two signatures one is enough here.
        stream.write = ((chunk: Buffer, encoding: BufferEncoding, done?: () => void) => {
          metadata = JSON.parse(JSON.stringify(given));
          return write(chunk, encoding, done);
        }) as typeof write;
        return stream;
      },
    },
  };
  return { awslambda, metadata: () => metadata };
};

/** A request as a function URL gives it. */
export const urlEvent = (path: string, { method = 'GET', headers = {} }: RequestInit = {}): LambdaFunctionURLEvent => {
  const { pathname, search } = new URL(path, 'https://abc.lambda-url.us-east-1.on.aws');
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(new Headers(headers)),
    requestContext: {
      domainName: 'abc.lambda-url.us-east-1.on.aws',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Amazon CloudFront' },
    },
    isBase64Encoded: false,
  };
  // What Lambda adds besides is not read.
  return event as unknown as LambdaFunctionURLEvent;
};

export const context = { getRemainingTimeInMillis: () => 60_000 };

/** Asks a handler of `functionUrl` that was made with this global. */
export const askFunctionUrl = async (
  handler: unknown,
  { metadata }: ReturnType<typeof fakeLambda>,
  event: LambdaFunctionURLEvent,
): Promise<Response> => {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), (handler as Handler)(event, stream, context)]);
  const { statusCode, headers } = metadata();
  const isBodiless = statusCode === 304 || event.requestContext.http.method === 'HEAD';
  return new Response(isBodiless ? null : new Uint8Array(bytes), { status: statusCode, headers });
};
