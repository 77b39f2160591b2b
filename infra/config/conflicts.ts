import { alarmRegions } from './alarm-regions.ts';
import { isEveryPath } from './dialects.ts';
import { folderOf, regionOf } from './locations.ts';
import { queryProblem } from './queries.ts';
import type { Config } from './schema.ts';

/** What is wrong with a field: its name, its value, and what ends the sentence "expected …". */
export type Problem = readonly [name: string, value: unknown, expected: string];

/** Fields that contradict each other, in a config whose every field is right by itself. */
export const conflicts = (config: Config): Problem[] => [
  ...resources(config),
  ...parameters(config),
  ...pregenerated(config),
  ...dialects(config),
  ...(['marks', 'fallbacks'] as const).flatMap((names) => namedImages(names, config)),
  ...key(config),
  ...topics(config),
  ...regional(config),
  ...cors(config),
];

const unless = (fits: boolean, problem: Problem): Problem[] => (fits ? [] : [problem]);

const resources = ({ limits, memory, timeout }: Config): Problem[] => {
  // The function's own process may hold 500 MB beside it.
  const room = (memory - 500) * 1e6;
  const time = timeout * 1000;
  return [
    ...unless(limits.memory <= room, ['limits.memory', limits.memory, `at most memory - 500 MB: ${room}`]),
    ...unless(limits.milliseconds < time, ['limits.milliseconds', limits.milliseconds, `less than timeout: ${time}`]),
  ];
};

const parameters = ({ presets, presetsOnly, explain, signing }: Config): Problem[] => [
  ...unless(!presetsOnly || Object.keys(presets ?? {}).length > 0, ['presetsOnly', presetsOnly, 'presets beside it']),
  ...unless(explain !== 'signed' || signing !== undefined, ['explain', explain, 'on; or, with signing, signed']),
];

const pregenerated = ({ pregenerate, derivatives, dialects }: Config): Problem[] => {
  if (pregenerate && !derivatives) return [['pregenerate', pregenerate, 'nothing without derivatives']];
  // What another dialect makes of a query, the viewer function decides (infra/build/pregenerated.ts).
  if (!pregenerate || dialects?.length) return [];
  return pregenerate.flatMap(({ queries }, row) =>
    queries.flatMap((query, at): Problem[] => {
      const expected = queryProblem(query);
      return expected ? [[`pregenerate[${row}].queries[${at}]`, query, expected]] : [];
    }),
  );
};

/** The first row that matches counts: one behind its like, or behind every path, is never used. */
const dialects = ({ dialects = [] }: Config): Problem[] =>
  dialects.flatMap((row, at) => {
    const before = dialects.slice(0, at).find(({ path }) => isEveryPath(path) || path === row.path);
    return unless(!before, [`dialects[${at}]`, row, `to stand before ${JSON.stringify(before?.path)}`]);
  });

/** The function may read nothing but the served folder. */
const namedImages = (names: 'marks' | 'fallbacks', { originals, [names]: keys = {} }: Config): Problem[] =>
  Object.entries(keys).flatMap(([name, key]) =>
    unless(key.startsWith(folderOf(originals)), [
      `${names}.${name}`,
      key,
      `a whole key that begins with originals.prefix: ${folderOf(originals)}`,
    ]),
  );

const key = (config: Config): Problem[] => {
  const arn = config.originals.existing?.kmsKeyArn;
  return unless(!arn || arn.split(':')[3] === regionOf(config), [
    'originals.existing.kmsKeyArn',
    arn,
    `a key in the bucket's region: ${regionOf(config)}`,
  ]);
};

const topics = (config: Config): Problem[] => {
  const regions = alarmRegions(config);
  const arns = config.monitoring?.topicArns ?? [];
  const regionsOfTopics = arns.map((arn) => arn.split(':')[3] ?? '');
  const withoutTopic = regions.filter((region) => !regionsOfTopics.includes(region));
  return [
    ...arns.flatMap((arn, at) =>
      unless(regions.includes(regionsOfTopics[at] ?? ''), [
        `monitoring.topicArns[${at}]`,
        arn,
        `a topic in ${regions.join(' or ')}, where the alarms are`,
      ]),
    ),
    ...unless(arns.length === 0 || withoutTopic.length === 0, [
      'monitoring.topicArns',
      arns,
      `a topic in ${withoutTopic.join(' and in ')} too, where alarms would reach no one`,
    ]),
  ];
};

const regional = ({ door, regional }: Config): Problem[] => [
  ...unless(!regional || door === 'regional', ['regional', regional, "door: 'regional' beside it"]),
  ...unless(!regional?.codeSigningConfigArn || regional.package === 'zip', [
    'regional.codeSigningConfigArn',
    regional?.codeSigningConfigArn,
    'nothing where package is image: Lambda checks no signatures of images',
  ]),
];

const cors = ({ cors }: Config): Problem[] =>
  unless(!cors.origins.includes('*') || cors.origins.length === 1, [
    'cors.origins',
    cors.origins,
    '* alone, or origins without it',
  ]);
