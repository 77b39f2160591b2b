import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { shareNames } from '../../../infra/build/share-names.ts';

const many = (text: string) => Array.from({ length: 9 }, () => text).join(',');

test.each([
  // names of properties and of methods
  [`[${many('"a,b".split(",").length')}]`],
  [`(() => { const o = {replace: 1}; return [${many('o.replace')}] })()`],
  [`[${many('("a"+"b").replace("b","c")')}]`],
  // texts, behind words without a space
  [
    `(() => { const f = (x) => { switch (x) { case"first":return"second" } return"first" }; return [${many('f("first")')}] })()`,
  ],
  [`[${many('"length"in"of a text".split("x")')}]`],
  // keys of objects stay as they are
  [`[${many('{"a-b":"a-b"}["a-b"]')}]`],
  [`[${many('void 0')}].map((x) => typeof x)`],
])('%s has the same value', (script) => {
  const shared = shareNames(script);
  expect(shared).toMatch(/^var sharedName0=/);
  expect(runInNewContext(shared)).toEqual(runInNewContext(script));
});

test('what stands once, and what is short, stays', () => {
  const script = 'a.length;b.x;c.x;"one"';
  expect(shareNames(script)).toBe(script);
});

test('a name that stands often becomes a variable behind the imports', () => {
  const script = `import cf from"cloudfront";cf.x.toLowerCase();${'a.toLowerCase();'.repeat(3)}`;
  expect(shareNames(script)).toBe(
    `import cf from"cloudfront";var sharedName0="toLowerCase";cf.x[sharedName0]();${'a[sharedName0]();'.repeat(3)}`,
  );
});
