import type { UpkeepSettings } from '../../upkeep/job.ts';
import { rewrittenPaths } from '../paths/dialects.ts';
import { folderOf, originalsByPath, secondaryOf } from '../paths/locations.ts';
import { patternSource } from '../paths/path-pattern.ts';
import type { Config } from '../schema.ts';
import { originSettings } from './origin-settings.ts';

/** Whether the stack needs a Lambda beside the bucket. */
export const hasUpkeep = ({ purge, pregenerate }: Pick<Config, 'purge' | 'pregenerate'>): boolean =>
  purge === true || pregenerate !== undefined;

const furtherFolders = (config: Config) => {
  const second = secondaryOf(config.originals);
  const rows = originalsByPath(config).slice(0, -1);
  const all = [
    ...rows.map(({ pathPattern, originals }) => ({ originals, pattern: `^${patternSource(pathPattern)}$` })),
    ...(second ? [{ originals: second }] : []),
  ];
  const further = all.flatMap(({ originals, ...paths }) => {
    const { existing, access } = originals;
    return existing ? [{ bucket: existing.bucket, folder: folderOf(originals), access, ...paths }] : [];
  });
  return further.length > 0 ? { further } : {};
};

/** The part of the config that the upkeep Lambda needs, without the variants to make: the viewer function parses those. */
export const upkeepSettings = (config: Config, revision: string): Omit<UpkeepSettings, 'pregenerated'> => ({
  edge: originSettings(config, revision),
  folder: folderOf(config.originals),
  ...furtherFolders(config),
  purge: config.purge === true,
  rewritten: rewrittenPaths(config.dialects ?? []),
});
