import type { DistinctFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { placeholder, type Template, type Value, zips } from './template.ts';

/** The text of a dimension: what stands before, and the word of what it names in the module; '' where it names nothing. */
type Dimension = { before: string; of: string };
type Metric = {
  namespace: string | null;
  name: string | null;
  period: number | null;
  statistic: string | null;
  dimensions: { [name: string]: Dimension };
};

type Given = { [name: string]: Value };

/** What the module's alarms and dashboard look at: read from the template, so that both are the same. */
export const monitoringSettings = (
  { Resources }: Template,
  { config, functions }: { config: Config; functions: readonly DistinctFunction[] },
) => {
  const reading = readerOf(Resources, config, functions);
  const of = (type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
  const alarms = of('AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) => {
    const alarm = alarmOf(Properties, reading);
    // What is not in the module has no alarm there: the queue of the upkeep.
    return JSON.stringify(alarm).includes('"of":"?"') ? [] : [[id.replace(/Alarm[0-9A-F]{8}$/, ''), alarm] as const];
  });
  const [dashboard] = of('AWS::CloudWatch::Dashboard');
  return {
    alarms: Object.fromEntries(alarms),
    dashboard: dashboard ? reading.text(dashboard[1].Properties.DashboardBody ?? '') : '',
    canary: { minutes: config.monitoring?.canary?.minutes ?? 0, code: zips.Canary },
  };
};

type Reading = { text: (value: Value) => string; dimension: (value: Value) => Dimension };

const alarmOf = (properties: Given, reading: Reading) => ({
  description: properties.AlarmDescription,
  comparison: properties.ComparisonOperator,
  threshold: properties.Threshold,
  periods: properties.EvaluationPeriods,
  datapoints: properties.DatapointsToAlarm,
  missing: properties.TreatMissingData,
  metric: metricOf({ ...properties, Stat: properties.Statistic ?? null }, reading),
  queries: ((properties.Metrics ?? []) as Given[]).map(({ Id, Expression = null, ReturnData, MetricStat }) => ({
    id: Id,
    expression: Expression,
    returned: ReturnData,
    metric: metricOf({ ...Object(MetricStat), ...Object(MetricStat).Metric }, reading),
  })),
});

const metricOf = (given: Given, { dimension }: Reading): Metric => {
  const { Namespace = null, MetricName = null, Period = null, Stat = null, Dimensions = [] } = given;
  const dimensions = (Dimensions as { Name: string; Value: Value }[]).map(({ Name, Value }) => [
    Name,
    dimension(Value),
  ]);
  return {
    ...{ namespace: Namespace as string | null, name: MetricName as string | null },
    ...{ period: Period as number | null, statistic: Stat as string | null },
    dimensions: Object.fromEntries(dimensions),
  };
};

/** Reads texts of the template: `@distribution@` stands for a reference. Log lines have the configured name of the stack. */
const readerOf = (
  resources: Template['Resources'],
  { stackName }: Config,
  functions: readonly DistinctFunction[],
): Reading => {
  const words: { [type: string]: string } = { 'AWS::CloudFront::Distribution': 'distribution' };
  const wordOf = (id: string) => {
    if (/^(OriginResponse|Regional)[0-9A-F]{8}$/.test(id)) return 'function';
    if (/^Canary[0-9A-F]{8}$/.test(id)) return 'canary';
    return words[resources[id]?.Type ?? ''] ?? '?';
  };
  const viewers = new Map(
    Object.values(resources).flatMap(({ Type, Properties: { Name, FunctionCode } }) => {
      const known = functions.find(({ text }) => text === FunctionCode);
      return Type === 'AWS::CloudFront::Function' && known ? [[String(Name), known.name] as const] : [];
    }),
  );
  const text = (value: Value): string => {
    if (typeof value === 'string') {
      const viewer = viewers.get(value);
      return viewer === undefined ? value.replaceAll(placeholder, stackName) : `@${viewer}@`;
    }
    const [[intrinsic = '', given] = []] = Object.entries(Object(value) as { [name: string]: Value });
    if (intrinsic === 'Fn::Join') return ((given as [string, Value[]])[1] ?? []).map(text).join('');
    if (intrinsic === 'Ref' && given === 'AWS::Region') return 'us-east-1';
    return `@${wordOf(String([given].flat()[0]))}@`;
  };
  const dimension = (value: Value): Dimension => {
    const [, before = '', of = ''] = /^(.*?)(?:@([^@]+)@)?$/s.exec(text(value)) ?? [];
    return { before, of };
  };
  return { text, dimension };
};
