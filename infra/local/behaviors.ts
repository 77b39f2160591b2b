import { drawingHeaders, imageHeaders, largeDerivativeHeaders } from '../config/response-headers.ts';
import type { Config } from '../config/schema.ts';
import type { DistributionOptions } from './cloudfront/distribution.ts';
import type { Origin } from './cloudfront/origin/origin.ts';

/** What the stack sets (infra/stack/distribution.ts), for a distribution on this machine. */
export const behaviorsOf = (config: Config, derivatives: Origin) => {
  const cachePolicy = {
    queryStrings: 'all' as const,
    minTtl: 0,
    defaultTtl: config.lifetimes.derivative,
    maxTtl: 31_536_000,
  };
  const largeDerivatives = {
    ...largeDerivativesBehavior,
    origin: derivatives,
    responseHeaders: largeDerivativeHeaders(config),
  };
  const drawings = {
    pathPattern: '*.svg',
    functions: true,
    cachePolicy: { ...cachePolicy, compress: true as const },
    responseHeaders: drawingHeaders(config),
  };
  return {
    cachePolicy,
    allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
    errorTtls: { 404: config.lifetimes.missing, 500: 1, 502: 1, 503: 1, 504: 1 },
    responseHeaders: imageHeaders(config),
    behaviors: [...(config.derivatives ? [largeDerivatives] : []), drawings],
  } satisfies Partial<DistributionOptions>;
};

const largeDerivativesBehavior = {
  pathPattern: '/_/*',
  functions: false,
  cachePolicy: { queryStrings: [], compress: true as const, minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
  // CloudFront's managed policy CORS-S3Origin.
  forwarded: ['origin', 'access-control-request-method', 'access-control-request-headers'],
};
