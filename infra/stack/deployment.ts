import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Config } from '../config/schema.ts';

/** A config and its artefacts, as infra/build/ makes them: the upkeep's only where the config has any. */
export type Deployment = { config: Config; viewerCode: string; lambdaDirectory: string; upkeepDirectory?: string };

/** The buckets that the edge reads. */
export type Buckets = { originals: IBucket; derivatives?: IBucket | undefined };
