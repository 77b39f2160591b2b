import type { Config } from '../schema.ts';
import { attached } from './attached.ts';
import { buckets, key, kms, namedImages } from './buckets.ts';
import { cors, httpOrigins, regional, resources, staging } from './deployed.ts';
import { canary, topics } from './monitoring.ts';
import { behindOthers, page, parameters, pregenerated } from './parameters.ts';
import type { Problem } from './problem.ts';

/** Fields that contradict each other, in a config whose every field is right by itself. */
export const conflicts = (config: Config): Problem[] => [
  ...resources(config),
  ...parameters(config),
  ...pregenerated(config),
  ...behindOthers('dialects', config),
  ...behindOthers('buckets', config),
  ...buckets(config),
  ...attached(config),
  ...(['marks', 'fallbacks'] as const).flatMap((names) => namedImages(names, config)),
  ...key(config),
  ...kms(config),
  ...topics(config),
  ...canary(config),
  ...regional(config),
  ...httpOrigins(config),
  ...staging(config),
  ...cors(config),
  ...page(config),
];
