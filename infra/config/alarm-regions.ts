import { regionOf } from './paths/locations.ts';
import type { Config } from './schema.ts';
import { hasUpkeep } from './settings/upkeep-settings.ts';

/**
 * Where the function runs that makes derivatives, and its log lines become metrics: at the regional door beside the bucket, at the
 * edge in Origin Shield's region. Without one its runs are spread over
 * CloudFront's regional caches, and what is shown is us-east-1's share.
 */
export const edgeRegion = (config: Pick<Config, 'originShieldRegion' | 'door' | 'originals'>): string =>
  config.door === 'regional' ? regionOf(config) : (config.originShieldRegion ?? 'us-east-1');

/** The regions that have alarms, each sent to a topic of its own region: CloudWatch knows no others. */
export const alarmRegions = (config: Config): string[] => [
  ...new Set(['us-east-1', edgeRegion(config), ...(hasUpkeep(config) ? [regionOf(config)] : [])]),
];
