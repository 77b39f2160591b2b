import type { CloudFrontResponseEvent } from 'aws-lambda';

/** What of an event matters to the handler: the key of the original, its ETag, the variant, and whether derivatives are kept. */
type Asked = { key: string; variant: string; etag?: string; derivatives?: boolean };

const host = (bucket: string) => `${bucket}.s3.us-east-1.amazonaws.com`;

/** CloudFront's event after S3 has answered 200 from the bucket `originals`. */
export const originResponseEvent = ({ key, variant, etag, derivatives }: Asked): CloudFrontResponseEvent => ({
  Records: [
    {
      cf: {
        config: {
          distributionDomainName: 'd123.cloudfront.net',
          distributionId: 'ELOCAL',
          eventType: 'origin-response',
          requestId: variant,
        },
        request: {
          clientIp: '127.0.0.1',
          method: 'GET',
          uri: `/${key}`,
          querystring: `variant=${variant}`,
          headers: {},
          origin: {
            s3: {
              authMethod: 'none',
              customHeaders: derivatives ? { 'x-derivatives-bucket': [{ value: host('derivatives') }] } : {},
              domainName: host('originals'),
              path: '',
            },
          },
        },
        response: {
          status: '200',
          statusDescription: 'OK',
          headers: etag === undefined ? {} : { etag: [{ value: etag }] },
        },
      },
    },
  ],
});
