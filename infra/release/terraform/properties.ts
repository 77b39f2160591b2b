import type { Value } from '../template.ts';
import { type Body, blocks, call, type Hcl } from './hcl.ts';
import { snakeCase } from './references.ts';

/** Properties of a resource in a template, or of what is in one. */
export type Properties = { [name: string]: Value };

/** Writes a value in Terraform's language. */
export type Write = (value: Value) => Hcl;

/** A resource of the module: its type, its name and what is in it. */
export type TerraformResource = { type: string; name: string; body: Body };

/** A resource of the template while it is translated; `isCounted` where a condition decides whether there is one. */
export type TemplateResource = { name: string; properties: Properties; write: Write; isCounted: boolean };

/** How properties are written: as values, as JSON, as what stands in a block. */
type Writers = {
  write: Write;
  json: Write;
  body: (given: Value) => Body;
  bodies: (given: Value) => Body[];
};

/** What becomes of a property: another name; null, where Terraform has none; or what stands in its place. */
export type PropertyRules = { [property: string]: string | null | ((given: never, writers: Writers) => Body) };

/** Properties as attributes and blocks: objects, and lists of them, are blocks. */
export const bodyOf = (given: Properties, rules: PropertyRules, write: Write): Body => {
  const body = (value: Value) => bodyOf(value as Properties, rules, write);
  const bodies = (value: Value) => (value as Properties[]).map(body);
  const json = (value: Value) => call('jsonencode', write(value));
  const entries = Object.entries(given).map(([property, value]): Body => {
    const rule = rules[property];
    if (rule === null) return {};
    if (typeof rule === 'function') return rule(value as never, { write, json, body, bodies });
    return { [rule ?? snakeCase(property)]: isBlock(value) ? blocks(bodies([value].flat())) : write(value) };
  });
  return Object.assign({}, ...entries);
};

/** Objects, but for references and other intrinsics. */
const isBlock = (value: Value): boolean => {
  if (Array.isArray(value)) return value.some(isBlock);
  if (typeof value !== 'object' || value === null) return false;
  const [name = '', ...others] = Object.keys(value);
  return others.length > 0 || !/^(Fn::|Ref$)/.test(name);
};
