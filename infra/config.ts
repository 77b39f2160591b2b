import type { ConfigInput } from './config/schema.ts';

/**
 * What is deployed. Edit this, then `npx cdk deploy --all`. Every field, its meaning and its default are in
 * infra/config/schema.ts; what is left out here has its default there.
 */
export const config: ConfigInput = {
  stackName: 'edge-images',
  originals: { access: 'public' },
  // A month of storing an image costs about as much as making it once or twice.
  derivatives: { days: 90 },
  // The region nearest to the bucket: every derivative is made there once.
  originShieldRegion: 'us-east-1',
};
