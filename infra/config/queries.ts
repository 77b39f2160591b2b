import { understand } from '../../edge/explain/parameters.ts';
import { tracing } from '../../edge/explain/trace.ts';
import { splitQuery } from '../../edge/query/decode.ts';
import { parseNative } from '../../edge/query/native.ts';

/** What is expected of a query of our own parameters where it is wrong: unreadable, or with a parameter that does not exist. */
export const queryProblem = (query: string): string | undefined => {
  if (query === '') return 'parameters with values, such as w=400&fit=cover';
  const variant = parseNative(splitQuery(query));
  if (variant.status) return `${variant.parameter} to be ${variant.expected}`;
  if (Object.keys(variant).length === 0 && !query.includes('=')) return 'a parameter, = and a value';
  const unknown = understand(tracing([])(`/?${query}`), variant).ignored.find(({ why }) => why === 'unknown');
  return unknown && `no unknown parameter: ${unknown.name}${unknown.meant ? `, perhaps ${unknown.meant}` : ''}`;
};

/** The same of a preset, which can't name another preset. */
export const presetProblem = (query: string): string | undefined =>
  queryProblem(query) ?? ('preset' in parseNative(splitQuery(query)) ? 'no preset inside a preset' : undefined);
