import type { Value } from '../../../../../infra/release/template.ts';

/** A template, and what its references are worth. */
export type Resolved = {
  Resources: { [id: string]: { Type: string; Properties: { [name: string]: Value }; Condition?: string } };
  Conditions?: { [name: string]: Value };
};

/** What `Ref` and `Fn::GetAtt` answer; undefined for `AWS::NoValue`. */
export type Answers = (id: string, attribute: string) => Value | undefined;

/** Resolves values of a template as CloudFormation does. Properties without a value are left out. */
export const resolver = ({ Conditions = {} }: Resolved, answers: Answers) => {
  const known = (id: string, attribute = 'Ref'): Value | undefined => answers(id, attribute);
  const substituted = (text: string, own: { [name: string]: Value } = {}) =>
    text.replace(/\$\{([^}.]+)(?:\.([^}]+))?\}/g, (_, id, attribute) =>
      String(id in own ? of(own[id] ?? null) : known(id, attribute)),
    );
  const intrinsics: { [name: string]: (given: never) => Value | undefined } = {
    Ref: (id: string) => known(id),
    'Fn::GetAtt': ([id, attribute]: [string, string]) => known(id, attribute),
    'Fn::Sub': (given: string | [string, { [name: string]: Value }]) =>
      typeof given === 'string' ? substituted(given) : substituted(...given),
    'Fn::Join': ([separator, list]: [string, Value]) => (of(list) as Value[]).join(separator),
    'Fn::Split': ([separator, text]: [string, Value]) => String(of(text)).split(separator),
    'Fn::Select': ([at, list]: [number, Value]) => (of(list) as Value[])[at],
    'Fn::If': ([name, yes, no]: [string, Value, Value]) => of(isTrue(name) ? yes : no),
    'Fn::Equals': ([one, other]: [Value, Value]) => of(one) === of(other),
    'Fn::Not': ([condition]: [Value]) => !of(condition),
    Condition: (name: string) => isTrue(name),
  };
  const isTrue = (name: string) => of(Conditions[name] ?? null) === true;
  const of = (value: Value): Value | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(of).filter((each) => each !== undefined);
    const entries = Object.entries(value);
    const [[name = '', given] = []] = entries;
    const intrinsic = entries.length === 1 ? intrinsics[name] : undefined;
    if (intrinsic) return intrinsic(given as never);
    const resolved = entries.map(([key, each]) => [key, of(each)] as const);
    return Object.fromEntries(resolved.flatMap(([key, each]) => (each === undefined ? [] : [[key, each]])));
  };
  return { of, isTrue };
};
