import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What was asked of CloudFront in one request. */
export type Invalidation = { distribution: string; reference: string; paths: string[] };

export type CloudFront = Awaited<ReturnType<typeof startCloudFront>>;

/**
 * CreateInvalidation over HTTP, in the shapes of the service (cloudfront/latest/APIReference/API_CreateInvalidation.html).
 * Each entry of `refusals` is the error that one request gets, first come, first refused.
 */
export const startCloudFront = async () => {
  const asked: Invalidation[] = [];
  const refusals: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, distribution = ''] = /^\/2020-05-31\/distribution\/(\w+)\/invalidation$/.exec(request.url ?? '') ?? [];
    const signed = /Credential=[^/]+\/\d{8}\/us-east-1\/cloudfront\/aws4_request/.test(
      request.headers.authorization ?? '',
    );
    const paths = [...body.matchAll(/<Path>(.*?)<\/Path>/g)].map(([, path = '']) => path);
    const [, quantity] = /<Quantity>(\d+)<\/Quantity>/.exec(body) ?? [];
    const [, reference = ''] = /<CallerReference>(.*?)<\/CallerReference>/.exec(body) ?? [];
    asked.push({ distribution, reference, paths });
    const wrong = !signed || !distribution || Number(quantity) !== paths.length || paths.some(isInvalid);
    const code = wrong ? 'InvalidArgument' : refusals.shift();
    response.writeHead(code ? 400 : 201, { 'content-type': 'text/xml', 'x-amzn-requestid': 'e62cda9d' });
    response.end(code ? refusal(code) : created(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${port}`, asked, refusals, close };
};

/** Of an invalidation path: a slash in front, encoded, a wildcard at the end only, at most 4,000 characters. */
const isInvalid = (path: string) => !/^\/(?:[\w./+?!$&'(),:;=@-]|%[\dA-F]{2})*\*?$/.test(path) || path.length > 4000;

const created = (batch: string) => `<?xml version="1.0"?>
<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I2J0I21PCUYOIK</Id><Status>InProgress</Status>
<CreateTime>2026-11-21T12:00:00.000Z</CreateTime>${batch.replace(/^<\?xml.*?\?>/, '')}</Invalidation>`;

const refusal = (code: string) => `<?xml version="1.0"?>
<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code>
<Message>Refused</Message></Error><RequestId>e62cda9d</RequestId></ErrorResponse>`;
