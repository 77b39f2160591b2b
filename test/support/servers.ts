import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter } from './doors.ts';

/** The way to a server that listens on a port. */
export const listening = async (server: Server): Promise<Awaited<ReturnType<Adapter>>> => {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    get: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: '*/*' }, ...init }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** What API Gateway and load balancers take from a function. */
type LambdaResult = {
  statusCode: number;
  headers?: { [name: string]: string | string[] } | undefined;
  multiValueHeaders?: { [name: string]: string[] } | undefined;
  body?: string;
  isBase64Encoded?: boolean;
};

/** What they send to the viewer. */
export const responseOf = (result: LambdaResult): Response => {
  const headers = new Headers();
  for (const [name, values] of Object.entries({ ...result.headers, ...result.multiValueHeaders }))
    headers.set(name, [values].flat().join(', '));
  const { statusCode: status, body = '', isBase64Encoded } = result;
  const bytes = new Uint8Array(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  return new Response(bytes.length === 0 ? null : bytes, { status, headers });
};

/** The event of a REST API (payload format 1.0) or, with `alb`, of a load balancer, which leaves the query encoded. */
export const restEvent = (path: string, { method = 'GET', headers = {} }: RequestInit = {}, alb = false) => {
  const { pathname, search } = new URL(path, 'https://abc.example.com');
  const multiValueQueryStringParameters: { [name: string]: string[] } = {};
  const pairs = alb
    ? search
        .slice(1)
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.split(/=(.*)/s))
    : [...new URLSearchParams(search)];
  for (const [name = '', value = ''] of pairs)
    multiValueQueryStringParameters[name] = [...(multiValueQueryStringParameters[name] ?? []), value];
  const single = Object.entries({
    host: 'abc.example.com',
    accept: '*/*',
    ...Object.fromEntries(new Headers(headers)),
  });
  return {
    httpMethod: method,
    path: pathname,
    resource: '/{proxy+}',
    headers: Object.fromEntries(single),
    multiValueHeaders: Object.fromEntries(single.map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters,
    queryStringParameters: Object.fromEntries(
      Object.entries(multiValueQueryStringParameters).map(([name, values]) => [name, values.at(-1)]),
    ),
    requestContext: alb
      ? { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/images/1' } }
      : { domainName: 'abc.example.com', httpMethod: method, path: pathname, stage: '$default' },
    body: null,
    isBase64Encoded: false,
  };
};
