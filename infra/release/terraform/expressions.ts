import { placeholder, type ReleaseTemplate, type Value } from '../template.ts';
import { type Code, call, code, type Hcl, isCode, template, valueText } from './hcl.ts';
import { readOf, snake, terraformType } from './references.ts';

/** A template, as far as values refer to it. */
type Given = Pick<ReleaseTemplate, 'Parameters' | 'Resources'>;

/** The name of a resource in the module: its id without the hashes that CDK puts behind, and without its stack. */
export const localName = (id: string): string =>
  snake(id.replace(placeholderOfId, '').replace(/(?<=[a-z0-9])([0-9A-F]{8})+$/, ''));

const placeholderOfId = `Images${placeholder.replaceAll('-', '')}`;

/** The variables of the module that are called otherwise than the parameters. */
const renamed: { [parameter: string]: string } = { DomainName: 'domain_names' };

export const variableOf = (parameter: string): string => renamed[parameter] ?? snake(parameter);

const pseudo: { [name: string]: string } = {
  'AWS::AccountId': 'data.aws_caller_identity.current.account_id',
  'AWS::NoValue': 'null',
  'AWS::Partition': 'data.aws_partition.current.partition',
  'AWS::Region': 'data.aws_region.current.region',
  'AWS::StackName': 'var.name',
};

/** Writes values of a template in Terraform's language. Throws where a value has an intrinsic that it does not know. */
export const expressionsOf = ({ Parameters, Resources }: Given) => {
  const read = (id: string, attribute: string): Hcl => {
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
  const parts = (text: string, own: { [name: string]: Value } = {}): Hcl =>
    template(
      text.split(/(\$\{[^}]+\})/).map((part) => {
        const [, name] = /^\$\{(.+)\}$/.exec(part) ?? [];
        if (name === undefined) return part;
        const [id = '', attribute = 'Ref'] = name.split('.');
        return partOf(id in own ? of(own[id] ?? null) : read(id, attribute));
      }),
    );
  const intrinsics: { [name: string]: (given: never) => Hcl } = {
    Ref: (id: string) => read(id, 'Ref'),
    'Fn::GetAtt': ([id, attribute]: [string, string]) => read(id, attribute),
    'Fn::Sub': (given: string | [string, { [name: string]: Value }]) =>
      typeof given === 'string' ? parts(given) : parts(...given),
    'Fn::Join': ([separator, list]: [string, Value]) => joined(separator, list),
    // A list of CloudFormation has an empty text where Terraform's has nothing.
    'Fn::Select': ([at, list]: [string | number, Value]) =>
      'Ref' in Object(list) ? call('try', code(`${inline(list)}[${at}]`), '') : code(`${inline(list)}[${at}]`),
    'Fn::Split': ([separator, text]: [string, Value]) => call('split', separator, of(text)),
    'Fn::If': ([condition, yes, no]: [string, Value, Value]) =>
      code(`${conditionOf(condition)} ? ${inline(yes)} : ${inline(no)}`),
    'Fn::Equals': ([one, other]: [Value, Value]) => code(`${inline(one)} == ${inline(other)}`),
    'Fn::Not': ([condition]: [Value]) => code(`!(${inline(condition)})`),
    Condition: (name: string) => code(conditionOf(name)),
  };
  const joined = (separator: string, list: Value): Hcl => {
    if (!Array.isArray(list)) return call('join', separator, of(list));
    return template(list.flatMap((each, at) => [at > 0 ? separator : '', partOf(of(each))]));
  };
  const inline = (value: Value): string => valueText(of(value));
  const of = (value: Value): Hcl => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map(of);
      return value.some(isOptional) ? call('compact', items) : items;
    }
    const entries = Object.entries(value);
    const [[name = '', given] = []] = entries;
    const intrinsic = entries.length === 1 ? intrinsics[name] : undefined;
    if (intrinsic) return intrinsic(given as never);
    if (entries.length === 1 && /^(Fn::|Ref$)/.test(name)) throw new Error(`The Terraform module has no ${name}`);
    return Object.fromEntries(entries.map(([key, each]) => [key, of(each)]));
  };
  return of;
};

/** A value within a text. */
const partOf = (value: Hcl): string | Code =>
  typeof value === 'string' || isCode(value) ? value : code(valueText(value));

/** The local value of a condition. */
export const conditionOf = (name: string): string => `local.${snake(name)}`;

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
