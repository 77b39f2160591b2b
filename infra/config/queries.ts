import { understand } from '../../edge/explain/parameters.ts';
import { parse } from '../../edge/query/native.ts';
import { spoken } from '../../edge/query/parse.ts';
import type { Check } from './checks.ts';

/** A query of the config in our own words: readable, without words that nobody knows, and without a name for itself. */
export const query: Check = (value, name) => {
  if (typeof value !== 'string' || value === '') return [[name, value, 'words with values, such as w=400&fit=cover']];
  const variant = parse(spoken(value));
  if (variant.status) return [[name, value, `${variant.word} to be ${variant.expected}`]];
  if (Object.keys(variant).length === 0 && !value.includes('=')) return [[name, value, 'a word, = and a value']];
  return understand(`/?${value}`, variant)
    .ignored.filter(({ why }) => why === 'unknown')
    .map(({ name: word, meant }) => [name, value, `no unknown word: ${word}${meant ? `, perhaps ${meant}` : ''}`]);
};

/** The same of a preset, which is one. */
export const presetQuery: Check = (value, name) => {
  const wrong = query(value, name);
  if (wrong.length > 0) return wrong;
  return 'preset' in parse(spoken(String(value))) ? [[name, value, 'no preset inside a preset']] : [];
};
