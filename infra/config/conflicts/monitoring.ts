import { alarmRegions } from '../alarm-regions.ts';
import { patternSource } from '../paths/path-pattern.ts';
import type { Config } from '../schema.ts';
import { type Problem, unless } from './problem.ts';

/** A topic in each region that has alarms, and in no other. */
export const topics = (config: Config): Problem[] => {
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

/** A canary has no key to sign with. */
export const canary = ({ monitoring, signing }: Config): Problem[] => {
  const folder = monitoring?.canary?.folder;
  if (folder === undefined) return [];
  const closed = signing?.paths.find((path) => new RegExp(`^${patternSource(path)}$`).test(`${folder}rotated.jpg`));
  return unless(closed === undefined, [
    'monitoring.canary.folder',
    folder,
    `a folder that needs no signature, as ${closed} does`,
  ]);
};
