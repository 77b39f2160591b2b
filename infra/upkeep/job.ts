import type { OriginSettings } from '../../edge/settings.ts';
import type { Bucket } from '../../edge/storage/s3.ts';
import type { Pregenerated } from './pregeneration.ts';

/** The part of the config that the upkeep needs. Keys and prefixes are those of the bucket: they include the served folder. */
export type UpkeepSettings = {
  /** The settings of the Lambda at the edge, so that both make the same derivatives. */
  edge: OriginSettings;
  /** The served folder, ending with a slash; empty: the whole bucket. */
  folder: string;
  purge: boolean;
  /** CloudFront paths whose images are of other paths (a dialect's): which is unknown, so every purge invalidates them. */
  rewritten: string[];
  pregenerated: Pregenerated[];
};

/** The resources of a deployment: their names are known only once they exist. */
export type Resources = { originals: Bucket; derivatives?: Bucket; distribution: string };

/** What a task works with; `left` is the time left, in milliseconds. */
export type Job = { settings: UpkeepSettings; resources: Resources; left: () => number };
