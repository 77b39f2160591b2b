import { type Config, folderOf, regionOf } from '../config.ts';
import type { Wrong } from './checks.ts';
import { isEveryPath } from './dialects.ts';
import { query } from './queries.ts';

/** What does not go together, in a config whose every field is right by itself. */
export const together = (config: Config): Wrong[] => [
  ...limits(config),
  ...parameters(config),
  ...dialects(config),
  ...(['marks', 'fallbacks'] as const).flatMap((names) => below(names, config)),
  ...places(config),
];

/** Only where something does not fit. */
const unless = (fits: boolean, wrong: Wrong): Wrong[] => (fits ? [] : [wrong]);

const limits = ({ limits, memory, timeout }: Config): Wrong[] => {
  // The function's own process may hold 500 MB beside it.
  const room = (memory - 500) * 1e6;
  const time = timeout * 1000;
  return [
    ...unless(limits.memory <= room, ['limits.memory', limits.memory, `at most memory - 500 MB: ${room}`]),
    ...unless(limits.milliseconds < time, ['limits.milliseconds', limits.milliseconds, `less than timeout: ${time}`]),
  ];
};

const parameters = ({
  presets,
  presetsOnly,
  explain,
  signing,
  pregenerate,
  derivatives,
  dialects,
}: Config): Wrong[] => [
  ...unless(!presetsOnly || Object.keys(presets ?? {}).length > 0, ['presetsOnly', presetsOnly, 'presets beside it']),
  ...unless(explain !== 'signed' || signing !== undefined, ['explain', explain, 'on; or, with signing, signed']),
  ...unless(!pregenerate || derivatives !== undefined, ['pregenerate', pregenerate, 'nothing without derivatives']),
  // What another dialect makes of a query, the viewer function itself tells (infra/build/pregenerated.ts).
  ...(dialects?.length ? [] : (pregenerate ?? [])).flatMap(({ queries }, row) =>
    queries.flatMap((each, at) => query(each, `pregenerate[${row}].queries[${at}]`)),
  ),
];

/** The first row that matches counts: what stands behind its like, or behind every path, is never spoken. */
const dialects = ({ dialects = [] }: Config): Wrong[] =>
  dialects.flatMap((row, at) => {
    const before = dialects.slice(0, at).find(({ path }) => isEveryPath(path) || path === row.path);
    return unless(!before, [`dialects[${at}]`, row, `to stand before ${JSON.stringify(before?.path)}`]);
  });

/** The function may read nothing but the served folder. */
const below = (names: 'marks' | 'fallbacks', { originals, [names]: keys = {} }: Config): Wrong[] =>
  Object.entries(keys).flatMap(([name, key]) =>
    unless(key.startsWith(folderOf(originals)), [
      `${names}.${name}`,
      key,
      `a whole key that begins with originals.prefix: ${folderOf(originals)}`,
    ]),
  );

/** What has to lie in one region, or at no other place. */
const places = (config: Config): Wrong[] => {
  const { originals, cors, monitoring } = config;
  const key = originals.existing?.kmsKeyArn;
  const regions = [...new Set(['us-east-1', regionOf(config)])];
  return [
    ...unless(!key || key.split(':')[3] === regionOf(config), [
      'originals.existing.kmsKeyArn',
      key,
      `a key in the bucket's region: ${regionOf(config)}`,
    ]),
    ...(monitoring?.topicArns ?? []).flatMap((arn, at) =>
      unless(regions.includes(arn.split(':')[3] ?? ''), [
        `monitoring.topicArns[${at}]`,
        arn,
        `a topic in ${regions.join(' or ')}, where the alarms are`,
      ]),
    ),
    ...unless(!cors.origins.includes('*') || cors.origins.length === 1, [
      'cors.origins',
      cors.origins,
      '* alone, or origins without it',
    ]),
  ];
};
