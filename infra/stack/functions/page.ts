import { type AddBehaviorOptions, CachePolicy, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Buckets, Deployment } from '../deployment.ts';
import { edgeFunction } from './edge-function.ts';

/**
 * The page, served by a function of its own at the origin request: a few files of text need no bucket, and so nothing that may write
 * into one or has to empty it. undefined where the config has no page.
 */
export function pageFunction(
  scope: Construct,
  { config, pageCode: code }: Deployment,
  { logKey }: Pick<Buckets, 'logKey'>,
): IVersion | undefined {
  if (!config.page || code === undefined) return undefined;
  const description = 'Serves the page that shows what parameters do';
  const of = { id: 'Page', roleId: 'PageRole', logId: 'PageLog', name: 'page', description, code, logKey };
  return edgeFunction(scope, config, { ...of, memory: 128, seconds: 5, policies: {} }).currentVersion as IVersion;
}

/** How the cache behaves for the page: one entry a file. */
export const pageBehavior = (version: IVersion): Omit<AddBehaviorOptions, 'viewerProtocolPolicy'> => ({
  edgeLambdas: [{ eventType: LambdaEdgeEventType.ORIGIN_REQUEST, functionVersion: version }],
  cachePolicy: CachePolicy.CACHING_OPTIMIZED,
  compress: true,
});
