// Short names for built-ins that are used often: the viewer function has 10,240 bytes.

export const keys = Object.keys;
export const assign = Object.assign;

/** The result of a conversion; undefined where it throws. */
export const attempt = <T>(convert: (text: string) => T, text: string): T | undefined => {
  try {
    return convert(text);
  } catch (_) {
    return undefined;
  }
};
