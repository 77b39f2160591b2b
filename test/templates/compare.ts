import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { normalize, type Template } from './normalize.ts';

/** What differs between two templates of a stack, a line each. */
export type Differences = {
  /** What breaks a stack that is deployed: resources that go or are replaced, outputs that others read. */
  breaking: string[];
  /** Everything else, by resource and property. */
  other: string[];
};

/** Of these another one does no harm: nobody outside of the stack knows them, and they hold nothing. */
const replaceable = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
]);

/** Compares the templates of all stacks, by the name of the stack. What CloudFormation would replace is known from its own specification. */
export const compare = (before: Templates, after: Templates): Differences => {
  const stacks = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const all = stacks.map((stack) => compareStack(stack, before[stack], after[stack]));
  return { breaking: all.flatMap(({ breaking }) => breaking), other: all.flatMap(({ other }) => other) };
};

/** Templates by the names of their stacks. */
export type Templates = { [stack: string]: Template };

const compareStack = (stack: string, before?: Template, after?: Template): Differences => {
  if (!after) return { breaking: [`${stack} is gone`], other: [] };
  if (!before) return { breaking: [], other: [`${stack} is new`] };
  const [old, present] = [normalize(before), normalize(after)];
  return {
    breaking: [...lostResources(old, present), ...changedOutputs(old, present)].map((line) => `${stack}: ${line}`),
    other: leafDifferences(old, present).map((line) => `${stack}: ${line}`),
  };
};

const lostResources = (before: Template, after: Template): string[] =>
  Object.entries(fullDiff(before, after).resources.changes).flatMap(([id, change]) => {
    const type = change.oldResourceType ?? change.newResourceType ?? '';
    const what = impacts[change.changeImpact];
    if (!what || replaceable.has(type)) return [];
    const causes = Object.entries(change.propertyUpdates)
      .filter(([, { changeImpact }]) => changeImpact === change.changeImpact)
      .map(([name]) => name);
    return [`${type} ${id} ${what}${causes.length > 0 ? `: ${causes.join(', ')}` : ''}`];
  });

const impacts: { [Impact in ResourceImpact]?: string } = {
  [ResourceImpact.WILL_DESTROY]: 'is destroyed',
  [ResourceImpact.WILL_ORPHAN]: 'is left behind',
  [ResourceImpact.WILL_REPLACE]: 'is replaced',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
};

const changedOutputs = ({ Outputs: before = {} }: Template, { Outputs: after = {} }: Template): string[] =>
  Object.entries(before)
    .filter(([name, output]) => readBy(output) !== readBy(after[name]))
    .map(([name]) => `output ${name} ${name in after ? 'changes' : 'is gone'}`);

/** What others read of an output: all but its description. */
const readBy = (output: unknown) => JSON.stringify({ ...Object(output), Description: undefined });

/** Each value that is in one of them only, or differs, at its path. */
const leafDifferences = (before: Template, after: Template): string[] => {
  const [old, present] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...present.keys()])].sort().flatMap((path) => {
    const [was, is] = [old.get(path), present.get(path)];
    if (was === is) return [];
    if (was === undefined) return [`${path}: ${is}, new`];
    return [is === undefined ? `${path}: gone, was ${was}` : `${path}: ${is}, was ${was}`];
  });
};

const leavesOf = (value: unknown, path: string[] = []): Map<string, string> => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return new Map([[path.join('.'), JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, [...path, name])]));
};
