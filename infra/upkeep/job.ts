import type { OriginSettings } from '../../edge/settings.ts';
import type { Bucket } from '../../edge/storage/s3.ts';
import type { Pregenerated } from './pregeneration.ts';

/** What of the configuration the upkeep needs. Keys and prefixes are the bucket's: with the served folder in front. */
export type UpkeepSettings = {
  /** What the edge is told, for the same derivatives. */
  edge: OriginSettings;
  /** The folder that is served, with a slash behind it; empty is the whole bucket. */
  folder: string;
  purge: boolean;
  /** Paths of CloudFront that show images of other paths: nobody knows which, so each purge invalidates them. */
  rewritten: string[];
  pregenerated: Pregenerated[];
};

/** What is known only once it is deployed. */
export type Places = { originals: Bucket; derivatives?: Bucket; distribution: string };

/** All that a task may know. */
export type Job = { settings: UpkeepSettings; places: Places; left: () => number };
