import { negotiationHeaders } from '../../edge/answer/headers/vary.ts';
import { distinctFunctions, imageBehaviors, type PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { imageHeaders, largeDerivativeHeaders, type ResponseHeaders } from '../config/settings/response-headers.ts';
import { doorZip, type Template } from './template.ts';
import { monitoringSettings } from './terraform-monitoring.ts';

const security = /^(Content-Security-Policy|X-Content-Type-Options)$/;

/** The fields of the configuration for which there is no Terraform module: images would be served otherwise than it says. */
export const terraformLacks = (config: Config): string[] => {
  const { regional, buckets = [], originals, kms, page, attach, accessLogs } = config;
  const given = {
    buckets: buckets.length > 0,
    'originals.secondary': originals.secondary,
    'regional.codeSigningConfigArn': regional?.codeSigningConfigArn,
    ...{ kms, page, attach, accessLogs },
  };
  return Object.entries(given).flatMap(([name, value]) => (value ? [name] : []));
};

/** The fields of which the module makes nothing: images are served without. */
export const terraformLeavesOut = ({ purge, pregenerate }: Config): string[] =>
  Object.entries({ purge, pregenerate }).flatMap(([name, value]) => (value ? [name] : []));

/** What the Terraform module reads of the configuration (settings.json): values only, the resources are in its own files. */
export const terraformSettings = (config: Config, functions: readonly PathFunction[], template: Template): object => ({
  ...monitoringSettings(template, { config, functions: distinctFunctions(functions) }),
  door: config.door,
  code: doorZip(config),
  tags: config.tags ?? {},
  permissions_boundary: config.permissionsBoundaryArn ?? '',
  originals: { access: config.originals.access, prefix: config.originals.prefix ?? '' },
  derivatives_days: config.derivatives?.days ?? 0,
  has_signing: config.signing !== undefined,
  viewer_functions: Object.fromEntries(distinctFunctions(functions).map(({ name }) => [name, `${name}.js`])),
  default_function: functionNamed(functions, functions.at(-1)?.text),
  // In CloudFront's order: the first match wins.
  behaviors: imageBehaviors(functions, [{ pathPattern: '*' }]).map(({ pathPattern, text, isDrawing }) => ({
    path: pathPattern,
    function: functionNamed(functions, text),
    policy: isDrawing ? 'drawing' : 'variant',
    compress: isDrawing,
  })),
  http_version: config.http3 ? 'http2and3' : 'http2',
  runtime: config.runtime,
  memory: config.memory,
  timeout: config.timeout,
  default_ttl: config.lifetimes.derivative,
  negotiation_headers: negotiationHeaders,
  error_ttls: { '404': config.lifetimes.missing, '500': 1, '502': 1, '503': 1, '504': 1 },
  price_class: config.priceClass,
  shield_region: config.originShieldRegion ?? '',
  log_retention_days: config.logRetentionDays,
  headers: {
    images: policyOf(imageHeaders(config)),
    large: policyOf(largeDerivativeHeaders(config)),
  },
});

const functionNamed = (functions: readonly PathFunction[], text: string | undefined): string =>
  distinctFunctions(functions).find((each) => each.text === text)?.name ?? '';

const policyOf = ({ always, unlessSet, removed = [], cors }: ResponseHeaders) => {
  const rows = (headers: Record<string, string>, override: boolean) =>
    Object.entries(headers).map(([header, value]) => ({ header, value, override }));
  const all = [...rows(always, true), ...rows(unlessSet, false)];
  const csp = all.find(({ header }) => header === 'Content-Security-Policy');
  return {
    custom: all.filter(({ header }) => !security.test(header)),
    csp: csp?.value ?? '',
    csp_override: csp?.override ?? true,
    removed,
    cors_origins: cors?.origins ?? [],
  };
};
