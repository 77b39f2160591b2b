import type { Value } from '../../../../../infra/release/template.ts';
import { snakeCase } from '../../../../../infra/release/terraform/references.ts';

/** A value of a resource, by where it stands: the name before it, the list elements around it. */
export type Leaf = readonly [path: string, value: string];

/** What tells elements of a list apart. */
const identities = ['path_pattern', 'origin_id', 'header', 'name', 'error_code', 'query_id', 'event_type'];

/** Properties that are JSON at the provider. */
const documents = /^(AssumeRolePolicyDocument|EventPattern|KeyPolicy|PolicyDocument|RedrivePolicy)$/;

/** Names that mean little without the one before. */
const vague = ['override', 'enabled', 'status', 'days', 'value', 'header', 'items'];

/** Values of an object, with names in snake case. A list of plain values is one leaf, sorted; so is JSON. */
export const leavesOf = (value: { [name: string]: Value }, words: { [name: string]: string } = {}): Leaf[] => {
  const nameOf = (name: string) => words[name] ?? snakeCase(name);
  const walk = (each: Value, path: { around: string; names: string[] }): Leaf[] => {
    const [last = '', before = ''] = path.names.toReversed();
    const label = `${path.around}${vague.includes(last) ? `${before}.` : ''}${last}`;
    if (Array.isArray(each)) {
      if (!each.some((item) => typeof item === 'object' && item !== null))
        return each.length === 0 ? [] : [[label, each.map(String).sort().join(' ')]];
      return each.flatMap((item) => {
        const named = Object.entries(Object(item) as { [name: string]: Value }).map(([name, its]) => [
          nameOf(name),
          its,
        ]);
        const [, identity] = identities.flatMap((name) => named.filter(([own]) => own === name))[0] ?? [];
        return walk(
          item,
          identity === undefined || identity === null ? path : { ...path, around: `${path.around}[${identity}] ` },
        );
      });
    }
    if (typeof each === 'object' && each !== null)
      return Object.entries(each).flatMap(([name, inner]) => {
        const next = nameOf(name);
        if (documents.test(name)) return walk(canonical(inner), { ...path, names: [...path.names, next] });
        return walk(inner, next === '' ? path : { ...path, names: [...path.names, next] });
      });
    return each === null ? [] : [[label, textOf(each)]];
  };
  return walk(value, { around: '', names: [] });
};

/** JSON with its names in order; numbers and booleans as text. */
const textOf = (value: string | number | boolean): string => {
  const text = String(value);
  if (!/^[{[]/.test(text)) return text;
  try {
    return canonical(JSON.parse(text));
  } catch {
    return text;
  }
};

export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
