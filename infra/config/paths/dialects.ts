import { type DialectName, dialectEntry } from '../../../edge/query/dialects/registry.ts';
import { patternSource } from './path-pattern.ts';

/** A path pattern, and the dialect of the URLs there. */
export type DialectRow = { readonly path: string; readonly dialect: DialectName };

/** The source of the regular expression that matches the paths of a row. */
export const dialectPattern = (path: string) => `^${patternSource(path)}$`.replace(/\[\\s\\S\]\*\$$/, '');

/** Whether a row matches every path, so that no row behind it is ever used. */
export const isEveryPath = (path: string): boolean => /^\/?\*$/.test(path);

/**
 * The paths to invalidate besides those of images: URLs as viewers write them, where the viewer function makes another path
 * of them. CloudFront advises to invalidate both (…/DeveloperGuide/invalidation-specifying-objects.html).
 */
export const rewrittenPaths = (rows: readonly DialectRow[]): string[] => {
  const pathsOf = ({ path, dialect }: DialectRow) => {
    const { rewrites } = dialectEntry(dialect);
    if (!rewrites) return [];
    const beginning = encodeURI(path.replace(/^(?![/*])/, '/').replace(/[*?].*/, ''));
    return [rewrites.only || beginning.length < 2 ? rewrites.path : `${beginning}*`];
  };
  return [...new Set(rows.flatMap(pathsOf))];
};
