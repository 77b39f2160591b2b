import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { allowed, plainly, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const topic = 'arn:aws:sns:us-east-1:123456789012:alarms';
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const withCanary = (changes: Partial<ConfigInput> = {}) =>
  synthesize({ monitoring: { topicArns: [topic], canary: { minutes: 15 } }, ...changes }).template;
const own = withCanary();

test('a schedule runs it, and nothing else may', () => {
  own.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' });
  own.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CanarySchedule'), 'Arn'] },
  });
  own.resourceCountIs('AWS::Lambda::Permission', 1);
});

test('its role may write its log', () => {
  expect(allowed(own, 'CanaryRole')).toEqual([['logs:CreateLogStream logs:PutLogEvents', '{CanaryLog}']]);
});

test.each<[host: string, changes: Partial<ConfigInput>]>([
  ['https://{Distribution}', {}],
  ['https://a.example.com', { domain: { names: ['*.example.com', 'a.example.com'], certificateArn } }],
  ['https://{Distribution}', { domain: { names: ['*.example.com'], certificateArn } }],
])('it asks %s', (host, changes) => {
  const functions = Object.entries(withCanary(changes).findResources('AWS::Lambda::Function'));
  const [canary] = functions.filter(([id]) => id.startsWith('Canary')).map(([, { Properties }]) => Properties);
  expect(plainly(canary.Environment.Variables.SITE)).toBe(host);
});

test.each<[id: string, metric: object]>([
  ['CanaryAlarm', { Namespace: 'EdgeImages', MetricName: 'CanaryFailed', Statistic: 'Maximum' }],
  ['CanaryErrorsAlarm', { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum' }],
])('%s reaches the topic after two runs of three', (id, metric) => {
  const found = Object.entries(own.findResources('AWS::CloudWatch::Alarm')).filter(([name]) =>
    new RegExp(`^${id}[0-9A-F]{8}$`).test(name),
  );
  expect(found).toHaveLength(1);
  const [alarm] = found.map(([, { Properties }]) => Properties);
  const runs = { Period: 900, Threshold: 0, EvaluationPeriods: 3, DatapointsToAlarm: 2 };
  expect(alarm).toMatchObject({ ...metric, ...runs, AlarmActions: [topic] });
});

test('there is none where none is configured', () => {
  const { template } = synthesize({ monitoring: { topicArns: [topic] } });
  template.resourceCountIs('AWS::Events::Rule', 0);
  template.resourceCountIs('AWS::Lambda::Function', 1);
});
