import { understand } from '../../edge/explain/parameters.ts';
import { parseNative } from '../../edge/query/native.ts';
import { splitQuery } from '../../edge/query/parse.ts';
import type { Check } from './checks.ts';

/** A query of the config in our own parameters: readable, without parameters that nobody knows, and without a name for itself. */
export const query: Check = (value, name) => {
  if (typeof value !== 'string' || value === '')
    return [[name, value, 'parameters with values, such as w=400&fit=cover']];
  const variant = parseNative(splitQuery(value));
  if (variant.status) return [[name, value, `${variant.parameter} to be ${variant.expected}`]];
  if (Object.keys(variant).length === 0 && !value.includes('=')) return [[name, value, 'a parameter, = and a value']];
  return understand(`/?${value}`, variant)
    .ignored.filter(({ why }) => why === 'unknown')
    .map(({ name: parameter, meant }) => [
      name,
      value,
      `no unknown parameter: ${parameter}${meant ? `, perhaps ${meant}` : ''}`,
    ]);
};

/** The same of a preset, which is one. */
export const presetQuery: Check = (value, name) => {
  const wrong = query(value, name);
  if (wrong.length > 0) return wrong;
  return 'preset' in parseNative(splitQuery(String(value))) ? [[name, value, 'no preset inside a preset']] : [];
};
