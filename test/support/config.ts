import { resolveConfig } from '../../infra/config/validate.ts';

/** The config of the tests: never the deployer's, which may be any legal one. */
export const config = resolveConfig({
  stackName: 'edge-images',
  originals: { access: 'public' },
  derivatives: { days: 90 },
  originShieldRegion: 'us-east-1',
});
