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
