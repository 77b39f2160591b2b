/** The day of these list prices, in US dollars; they are those of North America and us-east-1, without free tiers of the first year. */
export const pricesOf = '2026-11-28';

/** A price for so many units, of which so many are free each month, and what it was compared with. */
export type Price = {
  readonly dollars: number;
  readonly per: number;
  readonly free?: number;
  readonly source: string;
  readonly checked: string;
};

const cloudFront = 'https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const s3 = 'https://aws.amazon.com/s3/pricing/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';

// AWS fills most figures of its pages in by script. Its price lists, which programs read, have them all:
// https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonS3/current/us-east-1/index.json and the like.
const onThePage = 'the page, 2026';
const s3List = 'AWS’s price list for us-east-1 of 2026-09-28, second-hand';
const unconfirmed = 'not confirmed';

/** The one table of prices. */
export const prices = {
  'CloudFront requests (HTTPS)': {
    dollars: 0.01,
    per: 10_000,
    free: 10_000_000,
    source: cloudFront,
    checked: 'AWS’s price list of 2026, second-hand',
  },
  'CloudFront transfer, GB': {
    dollars: 0.085,
    per: 1,
    free: 1000,
    source: cloudFront,
    checked: 'AWS’s price list of 2026, second-hand',
  },
  'CloudFront Functions runs': {
    dollars: 0.1,
    per: 1_000_000,
    free: 2_000_000,
    source: cloudFront,
    checked: onThePage,
  },
  'Origin Shield requests': {
    dollars: 0.0075,
    per: 10_000,
    source: cloudFront,
    checked:
      'not confirmed for us-east-1: taken to be the rate of HTTP requests, as in Seoul ($0.0090 in AWS’s price list on 2026-10-01, second-hand)',
  },
  'Invalidated paths': {
    dollars: 0.005,
    per: 1,
    free: 1000,
    source: cloudFront,
    checked:
      '[How AWS Pricing Works](https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/cloudfront.html)',
  },
  'Lambda@Edge runs': { dollars: 0.6, per: 1_000_000, source: cloudFront, checked: onThePage },
  'Lambda@Edge GB-seconds': { dollars: 0.00005001, per: 1, source: cloudFront, checked: onThePage },
  // Without the free share of each month (1 million runs, 400,000 GB-seconds), which other functions of the account may use up.
  'Lambda runs (regional)': { dollars: 0.2, per: 1_000_000, source: lambda, checked: unconfirmed },
  'Lambda GB-seconds (regional, arm64)': { dollars: 0.0000133334, per: 1, source: lambda, checked: unconfirmed },
  'S3 reads': { dollars: 0.0004, per: 1000, source: s3, checked: s3List },
  'S3 writes': { dollars: 0.005, per: 1000, source: s3, checked: s3List },
  'S3 storage of derivatives, GB': { dollars: 0.023, per: 1, source: s3, checked: s3List },
  'CloudWatch metrics': {
    dollars: 0.3,
    per: 1,
    free: 10,
    source: cloudWatch,
    checked: `${unconfirmed}; the free share: ${onThePage}`,
  },
  'CloudWatch log lines, GB': {
    dollars: 0.5,
    per: 1,
    free: 5,
    source: cloudWatch,
    checked: `${unconfirmed}; the free share: ${onThePage}`,
  },
  'CloudWatch alarms': {
    dollars: 0.1,
    per: 1,
    free: 10,
    source: cloudWatch,
    checked: `${unconfirmed}; the free share: ${onThePage}`,
  },
} as const satisfies Record<string, Price>;

/** What is charged for. */
export type Item = keyof typeof prices;

/** Dollars of so many units in a month. */
export const priceOf = (item: Item, units: number): number => {
  const price: Price = prices[item];
  return (Math.max(0, units - (price.free ?? 0)) / price.per) * price.dollars;
};
