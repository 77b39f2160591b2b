import { placeholder, type ReleaseTemplate, type Value } from '../template.ts';
import { type Code, call, code, type Hcl, isCode, template, valueText } from './hcl.ts';
import type { Write } from './properties.ts';
import { readOf, snakeCase, terraformType } from './references.ts';

/** What values of a template can refer to. */
type Given = Pick<ReleaseTemplate, 'Parameters' | 'Resources'>;

/** The name of a resource in the module: its id without the hashes that CDK puts behind, and without its stack. */
export const localName = (id: string): string =>
  snakeCase(id.replace(placeholderOfId, '').replace(/(?<=[a-z0-9])([0-9A-F]{8})+$/, ''));

const placeholderOfId = `Images${placeholder.replaceAll('-', '')}`;

/** The variables of the module that are called otherwise than the parameters. */
const renamed: { [parameter: string]: string } = { DomainName: 'domain_names' };

export const variableOf = (parameter: string): string => renamed[parameter] ?? snakeCase(parameter);

const pseudo: { [name: string]: string } = {
  'AWS::AccountId': 'data.aws_caller_identity.current.account_id',
  'AWS::NoValue': 'null',
  'AWS::Partition': 'data.aws_partition.current.partition',
  'AWS::Region': 'data.aws_region.current.region',
  'AWS::StackName': 'var.name',
};

/** Writes values of a template in Terraform's language. Throws where a value has an intrinsic that it does not know. */
export const expressionsOf = (given: Given): Write => {
  const write = (value: Value): Hcl => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map(write);
      return value.some(isOptional) ? call('compact', items) : items;
    }
    const entries = Object.entries(value);
    const [[name = '', operand] = []] = entries;
    const intrinsic = entries.length === 1 ? intrinsics[name] : undefined;
    if (intrinsic) return intrinsic(operand as never);
    if (entries.length === 1 && /^(Fn::|Ref$)/.test(name)) throw new Error(`The Terraform module has no ${name}`);
    return Object.fromEntries(entries.map(([key, each]) => [key, write(each)]));
  };
  const intrinsics = intrinsicsOf(referencesOf(given), write);
  return write;
};

/** Reads an attribute of what has this id: a parameter, a resource, one of CloudFormation's own names. */
type Reference = (id: string, attribute: string) => Hcl;

const referencesOf =
  ({ Parameters, Resources }: Given): Reference =>
  (id, attribute) => {
    if (id in pseudo) return code(pseudo[id] ?? '');
    if (id in Parameters) return code(`var.${variableOf(id)}`);
    const resource = Resources[id];
    if (!resource) throw new Error(`The template has no ${id}`);
    const { Type, Properties, Condition } = resource;
    // The provider publishes the version with the function.
    if (Type === 'AWS::Lambda::Version')
      return code(`aws_lambda_function.${localName(idIn(Properties.FunctionName))}.qualified_arn`);
    const address = `${terraformType(Type)}.${localName(id)}${Condition ? '[0]' : ''}`;
    return readOf(Type, attribute, address);
  };

const intrinsicsOf = (refer: Reference, write: Write): { [name: string]: (operand: never) => Hcl } => {
  const inline = (value: Value): string => valueText(write(value));
  const substitute = (text: string, own: { [name: string]: Value } = {}): Hcl =>
    template(
      text.split(/(\$\{[^}]+\})/).map((part) => {
        const [, name] = /^\$\{(.+)\}$/.exec(part) ?? [];
        if (name === undefined) return part;
        const [id = '', attribute = 'Ref'] = name.split('.');
        return partOf(id in own ? write(own[id] ?? null) : refer(id, attribute));
      }),
    );
  const join = (separator: string, list: Value): Hcl => {
    if (!Array.isArray(list)) return call('join', separator, write(list));
    return template(list.flatMap((each, at) => [at > 0 ? separator : '', partOf(write(each))]));
  };
  return {
    Ref: (id: string) => refer(id, 'Ref'),
    'Fn::GetAtt': ([id, attribute]: [string, string]) => refer(id, attribute),
    'Fn::Sub': (text: string | [string, { [name: string]: Value }]) =>
      typeof text === 'string' ? substitute(text) : substitute(...text),
    'Fn::Join': ([separator, list]: [string, Value]) => join(separator, list),
    // An empty list of CloudFormation has one empty text, Terraform's has no element.
    'Fn::Select': ([at, list]: [string | number, Value]) => {
      const element = code(`${inline(list)}[${at}]`);
      return 'Ref' in Object(list) ? call('try', element, '') : element;
    },
    'Fn::Split': ([separator, text]: [string, Value]) => call('split', separator, write(text)),
    'Fn::If': ([condition, yes, no]: [string, Value, Value]) =>
      code(`${conditionOf(condition)} ? ${inline(yes)} : ${inline(no)}`),
    'Fn::Equals': ([one, other]: [Value, Value]) => code(`${inline(one)} == ${inline(other)}`),
    'Fn::Not': ([condition]: [Value]) => code(`!(${inline(condition)})`),
    Condition: (name: string) => code(conditionOf(name)),
  };
};

/** A value within a text. */
const partOf = (value: Hcl): string | Code =>
  typeof value === 'string' || isCode(value) ? value : code(valueText(value));

/** The local value of a condition. */
export const conditionOf = (name: string): string => `local.${snakeCase(name)}`;

/** What a value refers to: the id of a resource. */
export const idIn = (value: Value | undefined): string => {
  const { Ref, 'Fn::GetAtt': [id] = [undefined] } = Object(value);
  return String(Ref ?? id);
};

/** Whether an element of a list may be left out, by a condition. */
const isOptional = (value: Value): boolean => {
  const { 'Fn::If': [, ...branches] = [] } = Object(value) as { 'Fn::If'?: Value[] };
  return branches.some((branch) => Object(branch).Ref === 'AWS::NoValue');
};
