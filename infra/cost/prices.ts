/** The day of these list prices, in US dollars; they are those of North America and us-east-1, without free tiers of the first year. */
export const pricesOf = '2026-11-28';

/** A price for so many units, of which so many are free each month. */
type Price = { readonly dollars: number; readonly per: number; readonly free?: number; readonly source: string };

const cloudFront = 'https://aws.amazon.com/cloudfront/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const s3 = 'https://aws.amazon.com/s3/pricing/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';

/** The one table of prices. */
export const prices = {
  'CloudFront requests (HTTPS)': { dollars: 0.01, per: 10_000, free: 10_000_000, source: cloudFront },
  'CloudFront transfer, GB': { dollars: 0.085, per: 1, free: 1000, source: cloudFront },
  'CloudFront Functions runs': { dollars: 0.1, per: 1_000_000, free: 2_000_000, source: cloudFront },
  'Origin Shield requests': { dollars: 0.0075, per: 10_000, source: cloudFront },
  'Invalidated paths': { dollars: 0.005, per: 1, free: 1000, source: cloudFront },
  'Lambda@Edge runs': { dollars: 0.6, per: 1_000_000, source: lambda },
  'Lambda@Edge GB-seconds': { dollars: 0.00005001, per: 1, source: lambda },
  // Without the free share of each month (1 million runs, 400,000 GB-seconds), which other functions of the account may use up.
  'Lambda runs (regional)': { dollars: 0.2, per: 1_000_000, source: lambda },
  'Lambda GB-seconds (regional, arm64)': { dollars: 0.0000133334, per: 1, source: lambda },
  'S3 reads': { dollars: 0.0004, per: 1000, source: s3 },
  'S3 writes': { dollars: 0.005, per: 1000, source: s3 },
  'S3 storage of derivatives, GB': { dollars: 0.023, per: 1, source: s3 },
  'CloudWatch metrics': { dollars: 0.3, per: 1, free: 10, source: cloudWatch },
  'CloudWatch log lines, GB': { dollars: 0.5, per: 1, free: 5, source: cloudWatch },
  'CloudWatch alarms': { dollars: 0.1, per: 1, free: 10, source: cloudWatch },
} as const satisfies Record<string, Price>;

/** What is charged for. */
export type Item = keyof typeof prices;

/** Dollars of so many units in a month. */
export const priceOf = (item: Item, units: number): number => {
  const price: Price = prices[item];
  return (Math.max(0, units - (price.free ?? 0)) / price.per) * price.dollars;
};
