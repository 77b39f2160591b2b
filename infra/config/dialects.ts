import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { patternSource } from './path-pattern.ts';

/** A path pattern and the language spoken there. */
export type DialectRow = { readonly path: string; readonly dialect: string };

/** The languages that can be configured: one table file each. */
export const dialectNames = readdirSync(join(import.meta.dirname, '../../edge/query/dialects'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/** The source of the regular expression of the paths where a dialect is spoken. */
export const dialectPattern = (path: string) => `^${patternSource(path)}$`.replace(/\[\\s\\S\]\*\$$/, '');

/** Whether a row's path is every path: behind it no other row is heard. */
export const isEveryPath = (path: string): boolean => /^\/?\*$/.test(path);

// Where services that name the image beside the path, or behind their parameters in it, are asked.
const doors: { [dialect: string]: string } = {
  cloudflare: '/cdn-cgi/image/*',
  netlify: '/.netlify/images*',
  next: '/_next/image*',
  weserv: '/?*',
};

/**
 * What to invalidate besides the paths of images: addresses as viewers write them, where the viewer function makes another
 * path of them. CloudFront advises to invalidate both (…/DeveloperGuide/invalidation-specifying-objects.html).
 */
export const rewrittenPaths = (rows: readonly DialectRow[]): string[] => {
  const pathOf = ({ path, dialect }: DialectRow) => {
    const beginning = encodeURI(path.replace(/^(?![/*])/, '/').replace(/[*?].*/, ''));
    return dialect === 'cloudflare' || beginning.length < 2 ? doors[dialect] : `${beginning}*`;
  };
  return [...new Set(rows.flatMap((row) => (row.dialect in doors ? (pathOf(row) ?? []) : [])))];
};
