import { Aws } from 'aws-cdk-lib';

/** The name of a distribution of this account, for policies. */
export const distributionArn = (id: string): string =>
  `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/${id}`;
