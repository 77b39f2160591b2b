import { defaultLadder } from '../../edge/viewer/ladder.ts';
import { type Item, priceOf } from './prices.ts';

/** What stands between viewers and encoders. */
export type Caches = { ladder: boolean; shield: boolean; bucket: boolean };

/** What a month of requests comes to: counts, and US dollars of what the caches decide about. */
export type Month = {
  /** Requests that no cache of CloudFront answers. */
  misses: number;
  encodes: number;
  s3Requests: number;
  dollars: number;
  /** Requests that find an expired object, and those of them that have to wait for S3 in spite of stale-while-revalidate. */
  expired: number;
  waiting: number;
};

/** The assumptions, all of them: docs/cache-model.md prints them. */
export const assumptions = {
  images: 100_000,
  // The exponent of the popularity of images: 0.64 to 0.83 in six traces (https://doi.org/10.1109/INFCOM.1999.749260).
  zipf: 0.8,
  // Widths that pages ask for where a script measures the place: any of these.
  widths: [320, 1920] as const,
  // Shares of requests by the format that the viewer accepts.
  formats: [0.9, 0.07, 0.03],
  // Regional caches, of equal share (https://aws.amazon.com/cloudfront/features/).
  regionalCaches: 13,
  // Hours without a request after which a cache has dropped an object. CloudFront does not publish it.
  kept: 24,
  // Hours that a derivative is fresh: the default of `lifetimes.derivative`.
  lifetime: 24,
  // Hours after that in which it is sent while CloudFront asks again: the default of `lifetimes.staleWhileRevalidate`.
  stale: 1,
  // Milliseconds of an encode and of a run that reads a derivative made before; bytes of a derivative; GB of the function.
  encode: 400,
  read: 60,
  bytes: 60_000,
  memory: 1769 / 1024,
  // Days that the derivatives bucket keeps.
  days: 90,
};

const month = 720;
const steps = 400;

/** A month of so many requests, in the mean, by independent Poisson arrivals and caches that drop what is not asked for. */
export const monthBehind = (requests: number, { ladder, shield, bucket }: Caches): Month => {
  const { images, zipf, widths, formats, regionalCaches: caches, stale, days, kept } = assumptions;
  const [least, most] = widths;
  const sizes = ladder ? defaultLadder.filter((width) => width >= least && width <= most).length : most - least + 1;
  const whole = sumOf(1, images, zipf);
  const total = { misses: 0, regional: 0, made: 0, expired: 0, stored: 0, waiting: 0, confirmed: 0 };
  for (const { from, to } of ranks(images)) {
    // Images of near ranks count as equally popular.
    const each = ((requests / whole) * sumOf(from, to, zipf)) / (to - from + 1) / sizes;
    for (const share of formats) {
      const objects = (to - from + 1) * sizes;
      const asked = (each * share) / caches;
      const regional = caches * asked * Math.exp((-asked * kept) / month);
      const misses = shield ? regional * Math.exp((-regional * kept) / month) : regional;
      const periods = (days * 24) / month;
      const renewed = (1 - Math.exp(-periods * misses)) / periods;
      const one = renewals(asked);
      const expired = caches * one;
      const asksS3 = shield ? renewals(regional + expired) : expired;
      total.regional += objects * regional;
      total.misses += objects * misses;
      total.made += objects * (bucket ? renewed : misses);
      total.stored += bucket ? objects * periods * renewed : 0;
      total.expired += objects * expired;
      total.waiting += objects * expired * Math.exp((-asked * stale) / month);
      total.confirmed += objects * asksS3;
    }
  }
  const { misses, made, regional, stored, expired, waiting, confirmed } = total;
  const units: Partial<Record<Item, number>> = {
    'Lambda@Edge runs': misses + confirmed,
    'Lambda@Edge GB-seconds':
      ((made * assumptions.encode + (misses - made) * assumptions.read) / 1000) * assumptions.memory,
    'Origin Shield requests': shield ? regional + expired : 0,
    'S3 reads': 2 * misses + confirmed + (bucket ? made : 0),
    'S3 writes': bucket ? made : 0,
    'S3 storage of derivatives, GB': (stored * assumptions.bytes) / 1e9,
  };
  const dollars = (Object.entries(units) as [Item, number][]).reduce((sum, [item, n]) => sum + priceOf(item, n), 0);
  const s3Requests = (units['S3 reads'] ?? 0) + (units['S3 writes'] ?? 0);
  return { misses, encodes: made, s3Requests, dollars, expired, waiting };
};

/** How often in a month a cache that is asked so often finds an object that it still has, but whose lifetime is over. */
const renewals = (asked: number): number => {
  const found = asked * (1 - Math.exp((-asked * assumptions.kept) / month));
  return found / (1 + (found * assumptions.lifetime) / month);
};

/** The sum of rank ** -exponent from a rank to another: exactly for the first hundred, then by the integral. */
const sumOf = (from: number, to: number, exponent: number): number => {
  const exact = Math.min(to, Math.max(from - 1, 100));
  let sum = 0;
  for (let rank = from; rank <= exact; rank++) sum += rank ** -exponent;
  const power = 1 - exponent;
  return to > exact ? sum + ((to + 0.5) ** power - (exact + 0.5) ** power) / power : sum;
};

/** Ranks in stretches that grow with the rank. */
const ranks = (images: number): { from: number; to: number }[] => {
  const stretches: { from: number; to: number }[] = [];
  for (let from = 1; from <= images; ) {
    const to = Math.min(images, Math.max(from, Math.floor(from * images ** (1 / steps))));
    stretches.push({ from, to });
    from = to + 1;
  }
  return stretches;
};
