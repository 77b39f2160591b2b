/**
 * A path pattern as CloudFront has them for behaviors -> the source of the regular expression of the same meaning: `*` is
 * any text, line breaks too, `?` one character, and a slash at the start may be missing.
 */
export const patternSource = (pattern: string): string =>
  pattern
    .replace(/^(?![/*])/, '/')
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');

/** Whether a path is one of a pattern. */
export const matchesPattern = (pattern: string, uri: string): boolean =>
  new RegExp(`^${patternSource(pattern)}$`).test(uri);

/**
 * The pattern of the paths that two patterns share; undefined where they share none. Throws where no single pattern would do:
 * neither holds the other, and a path may be of both.
 */
export const sharedPattern = (one: string, other: string): string | undefined => {
  if (covers(one, other)) return other;
  if (covers(other, one)) return one;
  if (isApart(one, other)) return undefined;
  throw new Error(
    `The paths ${one} and ${other} overlap, expected one to hold the other: each path has one cache behavior of CloudFront`,
  );
};

/** Whether a pattern matches all that another one does: its wildcards stand for the other's. */
const covers = (wide: string, narrow: string) => {
  const oneCharacter = /\[\\s\\S\](?!\*)/g;
  return new RegExp(`^${patternSource(wide).replace(oneCharacter, '[^*]')}$`).test(rooted(narrow));
};

/** Whether no path is of both: what stands before their wildcards differs, or what stands behind them. */
const isApart = (one: string, other: string) => {
  // A path without wildcards is of a pattern that covers it, or of none.
  if (![one, other].every((pattern) => /[*?]/.test(pattern))) return true;
  const tail = (pattern: string) => /[^*?]*$/.exec(pattern)?.[0] ?? '';
  const [start, otherStart] = [beginningOf(one), beginningOf(other)];
  const startAlike = start.startsWith(otherStart) || otherStart.startsWith(start);
  const endAlike = tail(one).endsWith(tail(other)) || tail(other).endsWith(tail(one));
  return !startAlike || !endAlike;
};

/** What all paths of a pattern begin with. */
export const beginningOf = (pattern: string): string => /^[^*?]*/.exec(rooted(pattern))?.[0] ?? '';

/** Whether all paths of a pattern are paths of another one: the same, or one of a folder in which it lies. */
export const isWithin = (pattern: string, other: string): boolean =>
  rooted(pattern) === rooted(other) ||
  (/^[^*?]*\*$/.test(other) && beginningOf(pattern).startsWith(other === '*' ? '' : beginningOf(other)));

const rooted = (pattern: string) => pattern.replace(/^(?![/*])/, '/');
