/** What an answer may cost. */
export type Budget = {
  /** Most bytes of the result. */
  bytes: number;
  /** Milliseconds left until the answer must be out, by the wall clock. */
  left: () => number;
};

/** The same, with the second clock: milliseconds of CPU that work on this image may still take. */
export type EncodeBudget = Budget & { workLeft: () => number };
