import { expect, test } from 'vitest';
import { canonical } from '../../../edge/query/canonical.ts';
import { parameterNames } from '../../../edge/query/parameters.ts';
import { hasOther, type Unchanging, withoutSaving } from '../../../edge/query/resolve.ts';
import { givenIn, traits, without } from '../../../edge/query/traits.ts';

const namesWhere = (isSuch: (row: (typeof traits)[keyof typeof traits]) => boolean) =>
  parameterNames.filter((parameter) => isSuch(traits[parameter]));

test("the viewer function's short lists are the table's", () => {
  const unchanging = ('default|dl|v' satisfies Unchanging).split('|');
  expect(namesWhere(({ changes }) => changes === 'nothing')).toEqual([...unchanging, 'explain'].sort());
  expect(namesWhere(({ saveData }) => !saveData)).toEqual([...unchanging, ...withoutSaving.split('|')].sort());
  expect(parameterNames.filter((name) => !hasOther(`${name}~1`, ''))).toEqual(unchanging);
});

test('what changes pixels is no original, keeps no gain map and is no drawing', () => {
  for (const { changes, passthrough, gainMap, drawing } of Object.values(traits))
    if (changes === 'pixels') expect([passthrough, gainMap, drawing]).toEqual([false, false, false]);
});

test.each([
  ['', false],
  ['dl~a.jpg_v~2', false],
  ['v~w~2', false],
  ['w~400', true],
  ['dl~1_w~400', true],
  ['default~logo_dpr~2', true],
])('%s asks for another image: %s', (text, answer) => {
  expect(hasOther(text, '')).toBe(answer);
});

test('what a variant gives, and what is left without some of it', () => {
  const variant = { w: 400, blur: 5, dl: 'a.jpg' };
  expect(givenIn(variant)).toEqual(['blur', 'dl', 'w']);
  expect(canonical(without(variant, ({ changes }) => changes === 'nothing'))).toBe('blur~5_w~400');
});
