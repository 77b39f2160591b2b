import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, expect, test } from 'vitest';
import { pack, run } from '../support/packed.ts';

// The tarball of `npm pack`, installed as a web page's project would.

const root = join(import.meta.dirname, '../..');
const { tarball, folder, remove } = await pack();
afterAll(remove);
const bytes = new Uint8Array(await readFile(tarball));
await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'site', private: true }));
await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], folder);

test('it holds the builder, the signer and the construct, and its install brings no other package', async () => {
  const installed = join(folder, 'node_modules');
  expect((await readdir(installed)).filter((name) => !name.startsWith('.'))).toEqual(['edge-images']);
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(join(installed, 'edge-images/package.json'), 'utf8'),
  );
  expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
  const files = await readdir(join(installed, 'edge-images'), { recursive: true, withFileTypes: true });
  const own = files.filter((file) => file.isFile() && !file.parentPath.includes('/dist/cdk'));
  const types = new Set(own.map(({ name }) => name.replace(/^[^.]+/, '')));
  expect([...types].sort()).toEqual(['', '.cjs', '.d.cts', '.d.ts', '.js', '.json', '.md']);
});

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
});

test('Are The Types Wrong? They are right in every module system', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  expect(analysis.types && analysis.problems).toEqual([]);
});

const program = `
  import { sign } from 'edge-images/sign';
  import { type Parameters, url } from 'edge-images/url';
  const parameters: Parameters = { w: 400, fit: 'cover' };
  // @ts-expect-error no such fit
  const wrong: Parameters = { fit: 'covr' };
  const signed: Promise<string> = sign(url('/a.jpg', parameters), { id: 'a', secret: 'b' });
  signed.then((text) => console.log(text, !wrong));`;

test.each([
  ['bundler', 'page.ts', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ['node16, ES module', 'page.mts', ['--module', 'node16']],
  ['node16, CommonJS', 'page.cts', ['--module', 'node16']],
  ['nodenext, CommonJS', 'page.cts', ['--module', 'nodenext']],
])('types resolve: %s', async (_, file, settings) => {
  await writeFile(join(folder, file), program);
  const strict = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, file, ...strict, '--types', '', '--lib', 'es2022,dom', ...settings], folder);
});

test.each([
  ['an ES module', 'module', "import { url } from 'edge-images/url'; import { sign } from 'edge-images/sign';"],
  ['CommonJS', 'commonjs', "const { url } = require('edge-images/url'); const { sign } = require('edge-images/sign');"],
])('%s runs it', async (_, type, imports) => {
  const code = `${imports} sign(url('/a.jpg', { w: 4 }), { id: 'a', secret: 'b' }).then((text) => console.log(text));`;
  const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', code], folder);
  expect(stdout).toMatch(/^\/a\.jpg\?w=4&key=a&sig=[\w-]{43}\n$/);
});
