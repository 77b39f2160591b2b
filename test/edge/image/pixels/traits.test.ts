import { expect, test } from 'vitest';
import { parameterNames } from '../../../../edge/query/parameters.ts';
import { traits } from '../../../../edge/query/traits.ts';
import { drawn } from '../../../support/derivative.ts';
import { chart } from '../../../support/images/chart.ts';
import { noise } from '../../../support/images/photograph.ts';
import { parameterRows } from '../../../support/queries.ts';

const [original, mark] = await Promise.all([noise(60, 40), chart({ width: 9, height: 9, format: 'png' })]);
const plain = await drawn(original, 'w=60');

// A parameter of the table without a step in the pipeline would be read, make a second cache key, and do nothing.
test.each(parameterNames.filter((parameter) => traits[parameter].changes === 'pixels'))(
  '%s changes pixels',
  async (parameter) => {
    const [query] = parameterRows.findLast(([, answer]) => answer.startsWith(`${parameter}~`)) ?? [];
    expect(query, `a row of ${parameter} in test/support/queries.ts`).toBeDefined();
    const image = await drawn(original, `w=60&${query}`, mark);
    expect(image.bytes.equals(plain.bytes)).toBe(false);
  },
);
