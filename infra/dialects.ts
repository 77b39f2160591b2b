import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { patternSource } from './path-pattern.ts';

/** A path pattern and the language spoken there. */
export type DialectRow = { readonly path: string; readonly dialect: string };

/** The languages that can be configured: one table file each. */
export const dialectNames = readdirSync(join(import.meta.dirname, '../edge/language/dialects'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/** The source of the regular expression of the paths where a dialect is spoken. */
export const dialectPattern = (path: string) => `^${patternSource(path)}$`.replace(/\[\\s\\S\]\*\$$/, '');
