import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stopClocks } from './clock.ts';
import { differences, report } from './differences.ts';
import { plan } from './plan.ts';
import { type Row, read, write } from './rows.ts';
import { startService } from './service.ts';
import { type Variant, variants } from './variants.ts';

const row: Row = {
  file: 'a.jpg',
  kind: 'size',
  query: 'w=400',
  status: '200',
  headers: 'content-type: image/jpeg | etag: yes',
  sha256: '0123456789abcdef',
  bytes: '900',
  size: '400x300',
};
const other = { ...row, query: 'w=500' };

test('rows are the same once they are written and read', () => {
  expect(read(write([row, { ...other, query: '', headers: '' }]))).toEqual([row, { ...other, query: '', headers: '' }]);
  expect(() => read('a\tb\n')).toThrow('expected a file that npm run regression wrote');
});

const changes: [what: string, after: Row[], lines: string[]][] = [
  ['nothing', [other, row], []],
  [
    'sha256',
    [{ ...row, sha256: 'f'.repeat(16), bytes: '901' }, other],
    ['sha256: 1', '  size: 1', '    a.jpg w=400  bytes 900 -> 901'],
  ],
  [
    'headers + size',
    [row, { ...other, headers: 'content-type: image/webp | etag: yes', size: '1x1' }],
    [
      'headers + size: 1',
      '  size: 1',
      '    a.jpg w=500  headers content-type: image/jpeg -> content-type: image/webp, size 400x300 -> 1x1',
    ],
  ],
  ['no longer asked', [row], ['no longer asked: 1', '  size: 1', '    a.jpg w=500  200 900 bytes']],
];
test.each(changes)('the difference of two runs: %s', (_, after, lines) => {
  expect(report(differences([row, other], after))).toEqual(lines);
});

test('every request has a name of its own, and samples get all of them', () => {
  const nameOf = ({ kind, query }: Variant) => `${kind} ${query}`;
  expect(new Set(variants.map(nameOf)).size).toBe(variants.length);
  const asked = plan(false).filter(({ file }) => !file.key.startsWith('corpus/'));
  expect(new Set(asked.flatMap((task) => task.asked.map(nameOf))).size).toBe(variants.length);
});

test('two runs answer alike', async () => {
  const path = join(import.meta.dirname, '../../samples/grey.jpg');
  const first = { key: 'first/grey.jpg', path };
  const second = { key: 'second/grey.jpg', path };
  const some = variants.filter(({ kind }) => /^(size|head|error|kept|preset)$/.test(kind));
  stopClocks();
  const service = await startService([first, second]);
  const run = async (file: typeof first) => {
    const rows: Row[] = [];
    for (const variant of some) rows.push((await service.ask(file, variant)).row);
    return rows;
  };
  const [before, after] = [await run(first), await run(second)];
  await service.close();
  const named = after.map((row) => ({ ...row, file: first.key }));
  expect(differences(before, named)).toEqual([]);
  expect(before.map(({ status }) => status)).toEqual(expect.arrayContaining(['200', '400']));
});
