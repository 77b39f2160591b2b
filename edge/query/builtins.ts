// Built-ins under short names, since the viewer function has 10,240 bytes, and in ways that njs is fast at.

export const keys = Object.keys;
export const assign = Object.assign;

/**
 * Splits the first 999 characters of a text at a global pattern. `split` with a pattern takes njs 3 microseconds a character, `replace` one
 * a match.
 */
export const splitAt = (text: string, separators: RegExp) => text.slice(0, 999).replace(separators, ',').split(',');

/** The result of a conversion; undefined where it throws. */
export const attempt = <T>(convert: (text: string) => T, text: string): T | undefined => {
  try {
    return convert(text);
  } catch (_) {
    return undefined;
  }
};
