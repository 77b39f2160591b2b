import type { OriginSettings } from '../../edge/settings.ts';
import type { Bucket } from '../../edge/storage/s3-endpoint.ts';
import type { Pregenerated } from './pregeneration.ts';

/** The part of the config that the upkeep needs. Keys are those of the bucket: they include the served folder. */
export type UpkeepSettings = {
  /** The settings of the Lambda at the edge, so that both make the same derivatives. */
  edge: OriginSettings;
  /** The served folder, ending with a slash; empty: the whole bucket. */
  folder: string;
  /** Further buckets of the same region. */
  further?: ServedFolder[];
  purge: boolean;
  /** CloudFront paths whose images are of other paths (a dialect's): which is unknown, so every purge invalidates them. */
  rewritten: string[];
  pregenerated: Pregenerated[];
};

/**
 * A bucket's name, its folder that is served, ending with a slash (empty: the whole bucket), who may see its originals, and the source of
 * the expression of the paths that are served from it: the first that matches counts, and a second bucket has none.
 */
export type ServedFolder = { bucket: string; folder: string; access: 'public' | 'private'; pattern?: string };

/** The resources of a deployment: their names are known only once they exist. */
export type Resources = { originals: Bucket; derivatives?: Bucket; distribution: string };

/** What a task works with; `left` is the time left, in milliseconds. */
export type Job = { settings: UpkeepSettings; resources: Resources; left: () => number };
