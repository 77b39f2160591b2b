// Short names for built-ins that are used often: the viewer function has 10,240 bytes.

export const keys = Object.keys;
export const assign = Object.assign;

/**
 * The first thousand characters of a text, in parts. Splitting at a pattern takes njs 3 microseconds a character, replacing what matches
 * one a match.
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
