import { z } from 'zod';

/** How the names of the stacks end that stand beside the first one, by what is in them. */
export const stackSuffixes = {
  derivatives: '-derivatives',
  function: '-function',
  upkeep: '-regional',
  alarms: '-alarms',
  candidate: '-candidate',
} as const;

const expected = 'a letter, then up to 25 of A-Z a-z 0-9 -';
const reserved = Object.values(stackSuffixes);

/** The name of the first stack: none that another stack's companion could have. */
export const stackName = () =>
  z
    .string(expected)
    .regex(/^[a-z][a-z0-9-]{0,25}$/i, expected)
    .refine((name) => !reserved.some((suffix) => name.toLowerCase().endsWith(suffix)), {
      error: `a name that does not end in ${reserved.join(', ')}: the stacks beside a stack are called so`,
    });
