/** The characters that a parser may still read; it counts down. */
export type Steps = { left: number };
