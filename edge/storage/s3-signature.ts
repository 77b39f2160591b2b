import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentials } from './credentials.ts';
import type { HttpRequest } from './s3-http.ts';

// S3's paths are signed as they are sent (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
const signer = new SignatureV4({
  service: 's3',
  region: '',
  credentials: () => credentials(),
  sha256: Hash.bind(null, 'sha256'),
  uriEscapePath: false,
});

/** The headers of a request with AWS's signature (version 4) among them. */
export const sign = async (request: HttpRequest, { region, date }: { region: string; date: Date }) => {
  const { method, protocol, hostname, path, headers, body } = request;
  const signed = await signer.sign(
    { method, protocol, hostname, path, headers, query: {}, body },
    { signingRegion: region, signingDate: date },
  );
  return signed.headers;
};
