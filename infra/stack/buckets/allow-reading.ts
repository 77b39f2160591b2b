import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { distributionArn } from '../distribution/distribution-arn.ts';

type Policed = Pick<IBucket, 'addToResourcePolicy' | 'arnForObjects'>;

/** Lets a distribution read keys of a bucket; `*` is any distribution of this account. */
export const allowReading = (bucket: Policed, keys: string, distributionId: string): void => {
  const arn = distributionArn(distributionId);
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(keys)],
      conditions:
        distributionId === '*' ? { ArnLike: { 'AWS:SourceArn': arn } } : { StringEquals: { 'AWS:SourceArn': arn } },
    }),
  );
};
