/** Reads the value of a parameter: from which text, within which bounds, and what to answer when it can't be read. */
export type Reader<T> = {
  /**
   * The value, or undefined when the text (in lower case, unless it is free) can't be read. A number out of bounds becomes the
   * nearest that is allowed, and `onClamp` is called.
   */
  read: (text: string, onClamp?: OnClamp) => T | undefined;
  /** Ends the sentence "expected …": names `a, b`, a range `0 to 9`, or an example; ` or ` between. */
  hint: string;
  /** Free text: written with escapes, since it may hold any character. */
  free?: true;
  /** The bounds, where the value can be a number. */
  least?: number;
  most?: number;
  /** The names that it can be. */
  choices?: readonly string[];
  /** What it is, where neither bounds nor names tell. */
  kind?: 'color' | 'position';
};

export type OnClamp = (() => void) | undefined;

/** A number within bounds. */
export const clamp = (value: number, least: number, most: number, onClamp?: OnClamp) => {
  const near = Math.min(most, Math.max(least, value));
  if (onClamp && near !== value) onClamp();
  return near;
};

/** A decimal number; no exponent, no `Infinity`. */
export const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
