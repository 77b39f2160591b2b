import { negotiationHeaders } from '../../edge/answer/headers/vary.ts';
import { pageFolder } from '../../edge/page.ts';
import { attachedPlaces, configFor, originalsByPath, redirectsOf } from '../config/paths/locations.ts';
import { imageBehaviors, type PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { imageHeaders, largeDerivativeHeaders } from '../config/settings/response-headers.ts';
import type { Behavior, DistributionOptions } from './cloudfront/distribution.ts';
import type { OriginRequestHandler } from './cloudfront/origin/origin-request.ts';
import type { Origins } from './origins.ts';

/** What the stack sets (infra/stack/distribution/distribution.ts), for a distribution on this machine. */
export const behaviorsOf = (
  config: Config,
  { others, derivatives }: Pick<Origins, 'others' | 'derivatives'>,
  functions: readonly PathFunction[],
  page?: OriginRequestHandler,
) => {
  const { attach } = config;
  const isBare = attach?.viewerFunction === false;
  const cachePolicy = {
    queryStrings: isBare ? attach.parameters : ('all' as const),
    ...(!isBare && { headers: negotiationHeaders.map((name) => name.toLowerCase()) }),
    minTtl: 0,
    defaultTtl: config.lifetimes.derivative,
    maxTtl: 31_536_000,
  };
  const largeDerivatives = {
    ...largeDerivativesBehavior,
    pathPattern: `/${redirectsOf(config)}/*`,
    origin: derivatives,
    responseHeaders: largeDerivativeHeaders(config),
  };
  const rows = originalsByPath(config).map((place, at) => ({ ...place, origin: others[at] }));
  const images = imageBehaviors(functions, attachedPlaces(config, rows)).map(
    ({ pathPattern, text, place, isDrawing }): Behavior => {
      const { origin } = place;
      const its = configFor(config, place);
      return {
        pathPattern,
        functions: true,
        viewerRequest: isBare ? '' : text,
        ...(origin && { origin }),
        cachePolicy: isDrawing ? { ...cachePolicy, compress: true } : cachePolicy,
        ...(origin && { responseHeaders: imageHeaders(its) }),
      };
    },
  );
  return {
    cachePolicy,
    allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
    errorTtls: { 404: config.lifetimes.missing, 500: 1, 502: 1, 503: 1, 504: 1 },
    responseHeaders: imageHeaders(config),
    viewerRequest: functions.at(-1)?.text ?? '',
    behaviors: [...(page ? [pageBehavior(page)] : []), ...(config.derivatives ? [largeDerivatives] : []), ...images],
  } satisfies Partial<DistributionOptions>;
};

const pageBehavior = (originRequest: OriginRequestHandler): Behavior => ({
  pathPattern: `${pageFolder}*`,
  functions: false,
  originRequest,
  responseHeaders: { always: {}, unlessSet: {} },
});

const largeDerivativesBehavior = {
  functions: false,
  cachePolicy: { queryStrings: [], compress: true as const, minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
  // CloudFront's managed policy CORS-S3Origin.
  forwarded: ['origin', 'access-control-request-method', 'access-control-request-headers'],
};
