import type { Value } from '../../../../../infra/release/template.ts';
import { localName } from '../../../../../infra/release/terraform/expressions.ts';
import { snakeCase } from '../../../../../infra/release/terraform/references.ts';
import { type Answers, type Resolved, resolver } from './cloudformation.ts';
import { canonical, type Leaf, leavesOf } from './leaves.ts';
import { type ProviderNames, providerNames } from './provider-names.ts';

/** What Terraform has made, as its state says. */
export type State = readonly { address: string; type: string; name: string; values: { [name: string]: Value } }[];

/** A difference: the resource, the value, and on which side it stands. */
export type Difference = { type: string; id: string; path: string; value: string; side: 'template' | 'module' };

type Side = { template: Resolved; variables: { [name: string]: string | readonly string[] } };

/** Where a module differs from the template, value by value; `variables` are the parameters of the template and what its stack knows. */
export const differencesOf = (side: Side, state: State): Difference[] => {
  const { of, isTrue } = resolver(side.template, answersOf(side, state));
  const seen = new Set<string>();
  const differences = Object.entries(side.template.Resources).flatMap(([id, { Type, Properties = {}, Condition }]) => {
    if (Type === 'AWS::Lambda::Version' || (Condition && !isTrue(Condition))) return [];
    const names = providerNames[Type];
    const main = names && found(state, names.type, localName(id));
    const row = { type: Type, id };
    if (!main) return [{ ...row, path: '', value: 'the resource', side: 'template' as const }];
    const besides = state.filter(({ type, values }) => {
      const attribute = names.besides?.[type];
      return attribute !== undefined && [main.values.id, main.values.name].includes(values[attribute] ?? '');
    });
    for (const { address } of [main, ...besides]) seen.add(address);
    const wanted = leavesOf(asMaps(of(Properties) ?? {}) as { [name: string]: Value }, { Items: '', ...names.words });
    const made = [
      ...madeBy(main.values, names),
      ...besides.flatMap((each) => madeBy({ besides: [withoutReference(each, names)] }, names)),
    ];
    const more = missingIn(wanted, made).filter(([, value]) => !isMadeUp(value));
    return [
      ...missingIn(made, wanted).map(([path, value]) => ({ ...row, path, value, side: 'template' as const })),
      ...more.map(([path, value]) => ({ ...row, path, value, side: 'module' as const })),
    ];
  });
  const unseen = state.filter(({ address }) => !seen.has(address) && !address.startsWith('data.'));
  const others = unseen.map(({ address: id, type }) => ({ type, id, path: '', value: 'the resource' }));
  return [...differences, ...others.map((each) => ({ ...each, side: 'module' as const }))];
};

/** Values without the one that says whose they are. */
const withoutReference = ({ type, values }: State[number], { besides = {} }: ProviderNames): State[number]['values'] =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== besides[type]));

/** The outputs of a template, by their names in Terraform; '' where a condition leaves one out. */
export const outputsOf = (side: Side & { template: { Outputs: object } }, state: State): { [name: string]: Value } => {
  const { of, isTrue } = resolver(side.template, answersOf(side, state));
  const outputs = Object.entries(side.template.Outputs as { [name: string]: { Value: Value; Condition?: string } });
  return Object.fromEntries(
    outputs.map(([name, { Value: value, Condition }]) => [
      snakeCase(name),
      Condition && !isTrue(Condition) ? '' : (of(value) ?? null),
    ]),
  );
};

const found = (state: State, type: string, name: string) =>
  state.find((each) => each.type === type && each.name === name);

/** What references of the template are worth, by the state. */
const answersOf =
  ({ template, variables }: Side, state: State): Answers =>
  (id, attribute) => {
    const variable = variables[id];
    if (variable !== undefined) return typeof variable === 'string' ? variable : [...variable];
    if (id === 'AWS::NoValue') return undefined;
    const { Type = '', Properties } = template.Resources[id] ?? {};
    // A version is its function's, with another name.
    if (Type === 'AWS::Lambda::Version')
      return found(state, 'aws_lambda_function', localName(Object(Properties?.FunctionName).Ref))?.values.qualified_arn;
    const { type = '', answers: its = {} } = providerNames[Type] ?? {};
    const value = found(state, type, localName(id))?.values[its[attribute] ?? ''];
    if (value === undefined) throw new Error(`No ${attribute} of ${id}`);
    return Type === 'AWS::Logs::LogGroup' && attribute === 'Arn' ? `${value}:*` : value;
  };

/** Tags and dimensions are lists of names and values in one, maps in the other; numbers of items are in one alone. */
const asMaps = (value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asMaps);
  const rows = Object.entries(value).filter(([name]) => name !== 'Quantity');
  return Object.fromEntries(
    rows.map(([name, each]) => {
      if (!/^(Tags|Dimensions)$/.test(name)) return [name, asMaps(each)];
      const pairs = each as { Key?: string; Name?: string; Value: Value }[];
      return [name, Object.fromEntries(pairs.map(({ Key, Name, Value: its }) => [Key ?? Name, its]))];
    }),
  );
};

const madeBy = (values: State[number]['values'], { attributes = {} }: ProviderNames): Leaf[] =>
  leavesOf(values, { items: '', besides: '', ...attributes }).map(([path, value]) => [
    path,
    path === 'filename' ? value.replace(inFolder, '') : value,
  ]);

/** The folder of the module, which the test is run in. */
const inFolder = './';

/** What Terraform's mocks make up: eight letters and digits, or the least of a type. */
const isMadeUp = (value: string) => /^([a-z0-9]{8}|0|false|)$/.test(value);

/** The leaves that the others lack; each counts once. */
const missingIn = (others: readonly Leaf[], leaves: readonly Leaf[]): Leaf[] => {
  const left = others.map((leaf) => canonical(leaf));
  return leaves.filter((leaf) => {
    const at = left.indexOf(canonical(leaf));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
