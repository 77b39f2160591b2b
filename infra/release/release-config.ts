import { edgeRegion } from '../config/alarm-regions.ts';
import { regionOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/settings/upkeep-settings.ts';
import { resolveConfig } from '../config/validate.ts';
import { topicPlaceholder } from './template.ts';

/**
 * The configuration of a release: the bucket and the host names are parameters, so none is written into the function. Throws where
 * the configuration takes more than one stack or more than zips, and says what to do instead.
 */
export const releaseConfig = (config: Config): Config => {
  for (const [field, value, expected] of refusals(config))
    if (value !== undefined) throw new Error(`${field} is ${shown(value)}, expected ${expected}`);
  const { originals, domain: _, webAclArn: __, ...others } = config;
  const { existing: ___, ...open } = originals;
  const monitoring = others.monitoring && { ...others.monitoring, topicArns: [topicPlaceholder] };
  // Everything that the stack makes is in its own region: what contradicts that is said as of any configuration.
  return resolveConfig({ ...others, originals: open, ...(monitoring && { monitoring }) });
};

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A field of the configuration, its value where a release can't have it, and what to do instead. */
type Refusal = [field: string, value: unknown, expected: string];

const refusals = (config: Config): Refusal[] => {
  const { originals, originShieldRegion, regional, staging, attach, monitoring } = config;
  const followed = hasUpkeep(config) && regionOf(config) !== home ? originals.existing?.region : undefined;
  return [
    [
      'originals.existing.region',
      followed,
      `${home} in a release with purge or pregenerate, whose one stack follows changes of its own region; else deploy with CDK`,
    ],
    [
      'originShieldRegion',
      monitoring && edgeRegion({ ...config, originals: { access: originals.access } }) !== home
        ? originShieldRegion
        : undefined,
      `${home} in a release with monitoring, whose one stack has alarms there alone; or no monitoring, or CDK`,
    ],
    [
      'regional.package',
      regional?.package === 'image' ? regional.package : undefined,
      'zip in a release: only CDK builds the image and puts it into ECR',
    ],
    [
      'staging',
      staging,
      'none in a release, which is one stack: deploy the next release as a stack of another name, check it and move the host name (docs/deploy.md); or deploy with CDK',
    ],
    [
      'attach',
      attach && !attach.distribution ? attach : undefined,
      'attach.distribution beside it in a release: only the CDK app of a distribution can add to it',
    ],
  ];
};

/** Where Lambda@Edge takes its functions from, and so the one stack is. */
const home = 'us-east-1';
