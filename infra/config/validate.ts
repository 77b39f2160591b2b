import type { z } from 'zod';
import { conflicts } from './conflicts/conflicts.ts';
import type { Problem } from './conflicts/problem.ts';
import { type Config, type ConfigInput, schema } from './schema.ts';

/** Fills in the defaults, or throws one error that names the file, each wrong field, its value and what was expected. */
export function resolveConfig(input: ConfigInput, file = 'infra/config.ts'): Config {
  const { data, error } = schema.safeParse(input);
  // Only fields that are right by themselves can be compared with each other.
  const problems = data ? conflicts(data) : error.issues.flatMap((issue) => problemsOf(issue, input));
  if (data && problems.length === 0) return data;
  const lines = problems.map(
    ([name, value, expected]) => `  ${name || 'config'} is ${shown(value)}, expected ${expected}`,
  );
  throw new Error(`${file}:\n${lines.join('\n')}`);
}

const problemsOf = (issue: z.core.$ZodIssue, input: unknown): Problem[] => {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const value = path.reduce<unknown>((part, key) => Object(part)[key], input);
    return [nameOf(path), value, issue.message + hint(path, value)];
  });
};

/** `false` and `null` are slips for leaving a field out. */
const hint = ([field, ...inner]: PropertyKey[], value: unknown) =>
  inner.length === 0 && (value === false || value === null) && isOptional(field) ? '; or no such line' : '';

const isOptional = (field: PropertyKey | undefined) =>
  Object.entries(schema.shape).some(([name, rule]) => name === field && rule.safeParse(undefined).success);

const nameOf = (path: PropertyKey[]) =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`)).join('');

// JSON has neither NaN nor long numbers, and would show or refuse them as something else.
const shown = (value: unknown) =>
  typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
