import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { deflated } from '../../../infra/build/zip/deflate.ts';
import { addToZip, zipOf } from '../../../infra/build/zip/zip.ts';
import { noiseBytes } from '../../support/random.ts';
import { unzip } from '../../support/unzip.ts';

const folder = mkdtempSync(join(tmpdir(), 'zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

const code = readFileSync(join(import.meta.dirname, '../../../node_modules/sharp/dist/output.mjs'));
const large = Buffer.concat(Array<Buffer>(6).fill(code));

test.each([
  ['nothing', new Uint8Array()],
  ['a byte', new Uint8Array([7])],
  ['zeros', new Uint8Array(1e6)],
  ['code', code],
  ['much code', large],
  ['noise', noiseBytes(3e5)],
])('%s is deflated, and inflates to the same', (_, bytes) => {
  const [stream, again] = [deflated(bytes, folder), deflated(bytes, folder)];
  expect(inflateRawSync(stream).equals(bytes)).toBe(true);
  expect(Buffer.compare(stream, again)).toBe(0);
});

test('code is deflated better than by Node', () => {
  expect(deflated(code, folder).length).toBeLessThan(0.97 * deflateRawSync(code, { level: 9 }).length);
});

test.each<[string, (stream: Uint8Array) => Uint8Array]>([
  ['cut', (stream) => stream.subarray(0, stream.length / 2)],
  ['empty', () => new Uint8Array()],
  ['of other bytes', () => deflateRawSync(new Uint8Array(large.length))],
  ['of more bytes', () => deflateRawSync(Buffer.concat([large, large]))],
])('what is kept of a large file is not used where it is %s', (name, change) => {
  const cache = join(folder, name);
  const stream = deflated(large, cache);
  const [kept = '', ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  writeFileSync(join(cache, kept), change(stream));
  expect(Buffer.compare(deflated(large, cache), stream)).toBe(0);
  expect(Buffer.compare(readFileSync(join(cache, kept)), stream)).toBe(0);
});

test('where nothing can be kept, all is deflated anew', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const cache of [file, join(file, 'below')])
    expect(inflateRawSync(deflated(large, cache)).equals(large)).toBe(true);
});

const files = { 'b/ä.txt': Buffer.from('b'), 'a.txt': code, 'empty.txt': Buffer.alloc(0) };
const more = { '0.txt': Buffer.from('more') };
const deflate = (bytes: Uint8Array) => deflateRawSync(bytes);

test('a zip has its files by path, and those that are added after them', () => {
  const zip = zipOf(files, deflate);
  expect(unzip(zip)).toEqual(files);
  expect(Object.keys(unzip(zip))).toEqual(['a.txt', 'b/ä.txt', 'empty.txt']);
  expect(unzip(addToZip(zip, more, deflate))).toEqual({ ...files, ...more });
  expect(unzip(zipOf({}, deflate))).toEqual({});
});

test('the same files in another order are the same zip', () => {
  const reversed = Object.fromEntries(Object.entries(files).reverse());
  expect(zipOf(reversed, deflate).equals(zipOf(files, deflate))).toBe(true);
});

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
test.skipIf(!hasUnzip)('unzip finds no error', () => {
  const path = join(folder, 'a.zip');
  writeFileSync(path, addToZip(zipOf(files, deflated), more, deflated));
  const { status, stdout } = spawnSync('unzip', ['-t', path], { encoding: 'utf8' });
  expect(stdout).toMatch(/No errors detected/);
  expect(status).toBe(0);
});
