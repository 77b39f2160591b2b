/** Characters that a reader may still look at; whoever reads counts down. */
export type Steps = { left: number };
