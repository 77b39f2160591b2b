import { S3Client } from '@aws-sdk/client-s3';

const clients = new Map<string, S3Client>();

/** The SDK's client of a region, kept with its connections while the process lives. */
export const s3 = (region: string): S3Client => {
  // Servers that stand in for S3 have no host name for each bucket.
  const forcePathStyle = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
  const client = clients.get(region) ?? new S3Client({ region, followRegionRedirects: true, forcePathStyle });
  clients.set(region, client);
  return client;
};
