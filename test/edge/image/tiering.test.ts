import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tiering = new URL('../../../edge/image/tiering.ts', import.meta.url).href;

/** The names of the functions that V8 compiles for speed while a script runs. */
const compiledIn = async (script: string): Promise<string[]> => {
  const args = ['--trace-opt', '--input-type=module', '--eval', `import { compileLess } from '${tiering}'; ${script}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return [...stdout.matchAll(/^\[compiling method .*?<JSFunction (\w+)/gm)].map(([, name]) => name ?? '');
};

const summing = (name: string) =>
  `const ${name} = (rounds) => { let sum = 0; for (let i = 0; i < rounds; i++) sum += i % 7; return sum; };`;

test('a loop over some thousand samples is compiled, but not for an image that the function makes itself', async () => {
  const names = await compiledIn(`
    ${summing('inside')} ${summing('outside')}
    await compileLess(async () => inside(4000));
    outside(4000);
  `);
  expect(names).toContain('outside');
  expect(names).not.toContain('inside');
});

test('a loop over all pixels is compiled there too, and afterwards all is as before, also after an error', async () => {
  const names = await compiledIn(`
    ${summing('pixels')} ${summing('samples')}
    await compileLess(async () => { pixels(1_000_000); throw new Error('damaged'); }).catch(() => undefined);
    samples(4000);
  `);
  expect(names).toEqual(expect.arrayContaining(['pixels', 'samples']));
});
