/** What is wrong with a field: its name, its value, and what ends the sentence "expected …". */
export type Problem = readonly [name: string, value: unknown, expected: string];

/** The problem, unless the field fits. */
export const unless = (fits: boolean, problem: Problem): Problem[] => (fits ? [] : [problem]);
