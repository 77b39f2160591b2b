import { type FetchImage, fetchImage } from '../../edge/fetch.ts';
import { fetchSettings } from '../../infra/build/fetch-settings.ts';
import { loadConfig } from '../../infra/config/load.ts';

/** The service with the deployer's config: buckets and the secrets of signed URLs are named by the environment. */
export const service = (environment = process.env, mostBytes?: number): FetchImage => {
  const { AWS_REGION: region = 'us-east-1', ORIGINALS, DERIVATIVES, SIGNING_SECRETS = '{}' } = environment;
  if (!ORIGINALS) throw new Error('The environment variable ORIGINALS must name the bucket of the originals');
  const secrets = new Map<string, string>(Object.entries(JSON.parse(SIGNING_SECRETS)));
  const settings = fetchSettings(loadConfig(), {
    originals: { name: ORIGINALS, region },
    derivatives: DERIVATIVES ? { name: DERIVATIVES, region } : undefined,
    front: 'none',
    secret: (key) => secrets.get(key),
  });
  return fetchImage({ ...settings, mostBytes });
};
