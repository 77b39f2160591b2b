import type { Config } from '../config/schema.ts';

/** What `npm run prove -- URL --schedule` says after its questions: how a Lambda comes to ask them. */
export const scheduleLines = ({ pathname }: URL, { monitoring }: Config, passed: boolean): string[] => {
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  const { canary } = monitoring ?? {};
  if (canary?.folder === folder)
    return ['', `infra/config.ts has a canary ask this every ${canary.minutes} minutes (monitoring.canary).`];
  const row = `canary: { folder: '${folder}', minutes: 30 }`;
  const line = monitoring ? `in monitoring:  ${row}` : `monitoring: { topicArns: ['arn:aws:sns:us-east-1:…'], ${row} }`;
  return [
    '',
    ...(passed ? [] : ['The canary would raise its alarm: mend what fails first.']),
    'To have a Lambda ask this on a schedule, add to infra/config.ts and deploy:',
    `  ${line}`,
  ];
};
