import type { UpkeepSettings } from '../upkeep/job.ts';
import { rewrittenPaths } from './dialects.ts';
import { folderOf } from './locations.ts';
import { originSettings } from './origin-settings.ts';
import type { Config } from './schema.ts';

/** Whether the stack needs a Lambda beside the bucket. */
export const hasUpkeep = ({ purge, pregenerate }: Pick<Config, 'purge' | 'pregenerate'>): boolean =>
  purge === true || pregenerate !== undefined;

/** The part of the config that the upkeep Lambda needs, without the variants to make: the viewer function parses those. */
export const upkeepSettings = (config: Config, revision: string): Omit<UpkeepSettings, 'pregenerated'> => ({
  edge: originSettings(config, revision),
  folder: folderOf(config.originals),
  purge: config.purge === true,
  rewritten: rewrittenPaths(config.dialects ?? []),
});
