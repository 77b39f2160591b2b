import type { DistinctFunction } from '../../config/paths/path-functions.ts';
import type { ReleaseTemplate, Value } from '../template.ts';
import { conditionOf, expressionsOf, variableOf } from './expressions.ts';
import { type Body, blocks, call, code, type Declared, fileText, type Hcl, valueText } from './hcl.ts';
import type { TerraformResource, Write } from './properties.ts';
import { snakeCase } from './references.ts';
import { resourcesOf } from './resources.ts';

type Parameter = ReleaseTemplate['Parameters'][string];
type Output = { Description?: string; Value: Value; Condition?: string };

/**
 * The files of a Terraform module that makes what the template makes: every resource and property is translated, so that what the
 * template has is never missing here. Throws where the template has a type or a reference that the module has no words for.
 */
export const terraformModule = (
  given: ReleaseTemplate,
  functions: readonly DistinctFunction[],
  tags: { [name: string]: string },
): { [file: string]: string } => {
  const write = expressionsOf(given);
  const made = Object.keys(given.Resources).flatMap((id) => resourcesOf(id, given.Resources, write));
  const named = Map.groupBy(made, ({ type, name }) => `${type}.${name}`);
  for (const [address, { length }] of named) if (length > 1) throw new Error(`Two resources would be ${address}`);
  const resources = made.map((each) => ({ ...each, body: withFiles(each.body, functions) }));
  const filed = Map.groupBy(resources, ({ type }) => fileOf(type));
  const main = [...data(given, write), locals(given, write, tags), ...(filed.get('main') ?? []).map(declared)];
  return {
    ...Object.fromEntries([...filed].map(([file, each]) => [`${file}.tf`, fileText(each.map(declared))])),
    'main.tf': fileText(main),
    'variables.tf': fileText(variables(given)),
    'outputs.tf': fileText(outputs(given, write)),
  };
};

const declared = ({ type, name, body }: TerraformResource): Declared => ({ labels: ['resource', type, name], body });

/** Which file a type is in. */
const fileOf = (type: string): string => files.find(([pattern]) => pattern.test(type))?.[1] ?? 'main';

const files: [pattern: RegExp, file: string][] = [
  [/^aws_(s3|kms)_/, 'buckets'],
  [/^aws_cloudfront_/, 'distribution'],
  [/^aws_cloudwatch_(metric_alarm|dashboard)/, 'monitoring'],
  [/^aws_(sqs|sfn|cloudwatch_event|lambda_event)_/, 'events'],
];

/** The text of a viewer function is a file of the module. */
const withFiles = (body: Body, functions: readonly DistinctFunction[]): Body => {
  const { function_code: text, ...others } = body;
  if (text === undefined) return body;
  const { name } = functions.find((each) => each.text === text) ?? {};
  if (!name) throw new Error('A viewer function of the template is none of the release');
  return { ...others, code: code(`file("\${path.module}/${name}.js")`) };
};

/** What the provider is asked, and what must be true of it before anything is made. */
const data = ({ Rules, Parameters }: ReleaseTemplate, write: Write): Declared[] => [
  { labels: ['data', 'aws_caller_identity', 'current'], body: {} },
  { labels: ['data', 'aws_partition', 'current'], body: {} },
  {
    labels: ['data', 'aws_region', 'current'],
    body: {
      lifecycle: blocks([
        {
          postcondition: blocks(
            Object.values(Rules)
              .flatMap(({ Assertions }) => Assertions)
              .map(({ Assert, AssertDescription }) => ({
                condition: code(valueText(write(Assert)).replaceAll('data.aws_region.current.', 'self.')),
                error_message: `${inModule(AssertDescription, Parameters)}.`,
              })),
          ),
        },
      ]),
    },
  },
];

/** A sentence of the template, said of the module. */
const inModule = (sentence: string, Parameters: ReleaseTemplate['Parameters']) =>
  Object.keys(Parameters).reduce(
    (said, name) => said.replaceAll(name, variableOf(name)),
    sentence.replace('template', 'module'),
  );

const locals = ({ Conditions }: ReleaseTemplate, write: Write, tags: { [name: string]: string }): Declared => ({
  labels: ['locals'],
  body: {
    tags: call('merge', tags, code('var.tags')),
    ...Object.fromEntries(Object.entries(Conditions).map(([name, value]) => [snakeCase(name), write(value)])),
  },
});

const variables = ({ Parameters }: ReleaseTemplate): Declared[] => [
  {
    labels: ['variable', 'name'],
    body: {
      description: 'The first part of every name; two uses in one account need two.',
      type: code('string'),
      default: 'edge-images',
      // The prefix of a bucket's name has 37 characters at most.
      validation: validation(
        code('can(regex("^[A-Za-z][A-Za-z0-9-]{0,23}$", var.name))'),
        'A letter, then up to 23 of A-Z a-z 0-9 -.',
      ),
    },
  },
  {
    labels: ['variable', 'tags'],
    body: {
      description:
        'Tags of what can have them, beside those of the configuration; Lambda@Edge allows none on its function.',
      type: code('map(string)'),
      default: {},
    },
  },
  ...Object.entries(Parameters).map(([name, parameter]) => variableFor(variableOf(name), parameter)),
];

const variableFor = (name: string, { Type, Default, Description, AllowedPattern }: Parameter): Declared => {
  const isList = Type === 'CommaDelimitedList';
  const matches = (value: string) => `can(regex(${valueText(AllowedPattern ?? '')}, ${value}))`;
  const condition = isList ? `alltrue([for each in var.${name} : ${matches('each')}])` : matches(`var.${name}`);
  return {
    labels: ['variable', name],
    body: {
      description: `${Description.replace(', with commas between', '')}.`,
      type: code(isList ? 'list(string)' : 'string'),
      ...(Default !== undefined && { default: isList ? Default.split(',').filter(Boolean) : Default }),
      ...(AllowedPattern && { validation: validation(code(condition), `Expected ${AllowedPattern}.`) }),
    },
  };
};

const validation = (condition: Hcl, message: string) => blocks([{ condition, error_message: message }]);

const outputs = ({ Outputs }: ReleaseTemplate, write: Write): Declared[] =>
  Object.entries(Outputs as { [name: string]: Output }).map(
    ([name, { Description = '', Value: value, Condition }]) => ({
      labels: ['output', snakeCase(name)],
      body: {
        description: `${Description}.`,
        value: Condition ? code(`${conditionOf(Condition)} ? ${valueText(write(value))} : ""`) : write(value),
      },
    }),
  );
