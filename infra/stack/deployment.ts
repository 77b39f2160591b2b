import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';

/**
 * A config and its artefacts, as infra/build/ makes them: those of upkeep, canary and page only where the config has any. Code is the path of a
 * zip, which CDK uploads as it is, or of a directory: for a container image, or for CDK to zip.
 */
export type Deployment = {
  config: Config;
  viewerFunctions: readonly PathFunction[];
  lambdaCode: string;
  upkeepCode?: string;
  canaryCode?: string;
  pageCode?: string;
  /** The store of the signing keys, where another stack has made it. */
  signingKeysArn?: string;
};

/** The buckets that the edge reads, and the key of the logs beside them; `others` are those of the rows of `buckets`. */
export type Buckets = {
  originals: IBucket;
  others?: readonly IBucket[];
  secondary?: IBucket | undefined;
  derivatives?: IBucket | undefined;
  logKey?: IKey | undefined;
};
