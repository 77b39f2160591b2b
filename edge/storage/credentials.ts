/** What requests to AWS are signed with. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/**
 * The credentials of Lambda's role, read for each request from the variables that Lambda sets. Without them those that the SDK finds:
 * a container's or a machine's role, a profile. Lambda's bundles leave the SDK out.
 */
export const credentials = async (environment = process.env): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = environment;
  if (!accessKeyId || !secretAccessKey) return fromSdk();
  return { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) };
};

let provider: Promise<() => Promise<Credentials>> | undefined;

const fromSdk = async (): Promise<Credentials> => {
  // The SDK's provider asks again when what it found expires.
  provider ??= import('@aws-sdk/client-s3').then(({ S3Client }) => new S3Client({}).config.credentials);
  return (await provider)();
};
