import { mostParameters } from '../fields/attach.ts';
import { isEveryPath } from '../paths/dialects.ts';
import type { Config } from '../schema.ts';
import { type Problem, unless } from './problem.ts';

/** What the other distribution decides itself, and paths that it has already. */
export const attached = (config: Config): Problem[] => {
  const { attach, domain, webAclArn, accessLogs, door } = config;
  if (!attach) return [];
  const { paths, parameters } = attach;
  return [
    ...paths.flatMap((path, at) =>
      unless(!isEveryPath(path) && paths.indexOf(path) === at, [
        `attach.paths[${at}]`,
        path,
        'only some paths, each once: the distribution already has a behavior for all others',
      ]),
    ),
    ...Object.entries({
      domain,
      webAclArn,
      accessLogs,
      page: config.page,
      staging: config.staging,
      'monitoring.canary': config.monitoring?.canary,
      // These have defaults, which say nothing.
      http3: config.http3 ? undefined : config.http3,
      priceClass: config.priceClass === 'PriceClass_All' ? undefined : config.priceClass,
    }).flatMap(([name, value]) =>
      unless(value === undefined, [name, value, 'it to be left out with attach: the distribution has its own']),
    ),
    ...unless(door === 'edge', ['door', door, 'edge beside attach']),
    ...unless(parameters.length <= mostParameters, ['attach.parameters', parameters, `${mostParameters} at most`]),
    ...(attach.viewerFunction ? [] : ofViewerFunction(config)),
  ];
};

/** What only the viewer function does. */
const ofViewerFunction = ({ signing, presets, presetsOnly, snap, dialects, explain }: Config): Problem[] =>
  Object.entries({
    signing,
    presets,
    presetsOnly,
    snap,
    explain,
    dialects: dialects?.length ? dialects : undefined,
  }).flatMap(([name, value]) =>
    unless(value === undefined, [
      name,
      value,
      'it to be left out if attach.viewerFunction is false: the viewer function does it',
    ]),
  );
