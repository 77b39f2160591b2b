import type { Config } from '../config.ts';
import { ofKept, ofPictures } from '../response-headers.ts';
import type { DistributionOptions } from './distribution.ts';
import type { Origin } from './origin.ts';

/** What the stack sets (infra/distribution.ts), for a distribution on this machine. */
export const behaviorsOf = (config: Config, derivatives: Origin) =>
  ({
    cachePolicy: { queryStrings: ['variant'], minTtl: 0, defaultTtl: config.lifetimes.derivative, maxTtl: 31_536_000 },
    allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
    errorTtls: { 404: config.lifetimes.missing, 500: 1, 502: 1, 503: 1, 504: 1 },
    responseHeaders: ofPictures(config),
    behaviors: config.derivatives ? [{ ...kept, origin: derivatives, responseHeaders: ofKept(config) }] : [],
  }) satisfies Partial<DistributionOptions>;

const kept = {
  pathPattern: '/_/*',
  functions: false,
  // CloudFront's managed policy CORS-S3Origin.
  forwarded: ['origin', 'access-control-request-method', 'access-control-request-headers'],
};
