import { createHash } from 'node:crypto';
import type { CloudFrontResponseEvent } from 'aws-lambda';
import { originResponse } from '../../edge/origin-response.ts';
import { originSettings } from '../../infra/config/origin-settings.ts';
import { config } from '../support/config.ts';

// A Lambda in a process of its own, to be killed: derives every width of an original, one after the other, and for each says so.
// node lambda.ts KEY ETAG FIRST LAST FORMAT

const [key = '', etag = '', first, last, format] = process.argv.slice(2);
const handler = originResponse(originSettings({ ...config, derivatives: { days: 90 } }, 'test'));

const eventFor = (width: number): CloudFrontResponseEvent => ({
  Records: [
    {
      cf: {
        config: {
          distributionDomainName: 'd123.cloudfront.net',
          distributionId: 'ELOCAL',
          eventType: 'origin-response',
          requestId: String(width),
        },
        request: {
          clientIp: '127.0.0.1',
          method: 'GET',
          uri: `/${key}`,
          querystring: `variant=format~${format}_w~${width}`,
          headers: {},
          origin: {
            s3: {
              authMethod: 'none',
              customHeaders: { 'x-derivatives-bucket': [{ value: 'derivatives.s3.us-east-1.amazonaws.com' }] },
              domainName: 'originals.s3.us-east-1.amazonaws.com',
              path: '',
            },
          },
        },
        response: { status: '200', statusDescription: 'OK', headers: { etag: [{ value: etag }] } },
      },
    },
  ],
});

const say = (...words: unknown[]) => process.stdout.write(`${words.join(' ')}\n`);

say('ready');
for (let width = Number(first); width <= Number(last); width++) {
  const { status, body = '' } = await handler(eventFor(width), { getRemainingTimeInMillis: () => 30_000 });
  say(width, status, createHash('sha256').update(body).digest('hex'));
}
