import { exec, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

type Ended = { code: number; stdout: string; stderr: string };

// Whatever the deployer configured, these lines are answered alike.
const environment = { ...process.env, EDGE_IMAGES_CONFIG: join(root, 'test/support/config.ts') };

const ended = async (script: string, line: string[], env = {}): Promise<Ended> =>
  promisify(execFile)(process.execPath, [join(root, script), ...line], { cwd: root, env: { ...environment, ...env } })
    .then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }))
    .catch(({ code, stdout, stderr }) => ({ code, stdout, stderr }));

const commands: [name: string, script: string][] = [
  ['npm run samples', 'samples/draw.ts'],
  ['npm run bench', 'test/bench/bench.ts'],
  ['npm run study', 'test/study/study.ts'],
  ['npm run test:load', 'test/load/load.ts'],
  ['npm run soak', 'test/soak/soak.ts'],
  ['npm run mutants', 'test/soak/mutants.ts'],
  ['npm run prove', 'infra/verify/verify.ts'],
];

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const ours = Object.entries(scripts).flatMap(([name, command]) => {
  const [, script] = /^node (?:--\S+ )*(\S+\.ts)$/.exec(command) ?? [];
  return script ? [[name, script]] : [];
});

test.each(ours)('npm run %s -- --help', { timeout: 60_000 }, async (name, script) => {
  const { code, stdout, stderr } = await ended(script ?? '', ['--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^(npm run ${name}|npm ${name})\\b`));
});

test.each(commands)('%s -- --nonsense', { timeout: 60_000 }, async (name, script) => {
  const { code, stdout, stderr } = await ended(script, ['--nonsense']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.split('\n').slice(0, 3)).toEqual(["Unknown option '--nonsense'", '', expect.stringContaining(name)]);
});

const secret = { SIGNING_SECRET: 'local' };

test.each<[line: string, script: string, message: string]>([
  ['nowhere.json', 'infra/commands/invoke.ts', 'nowhere.json cannot be read: ENOENT'],
  ['README.md', 'infra/commands/invoke.ts', 'README.md is not JSON'],
  ['nonsense.jpg', 'samples/draw.ts', 'nonsense.jpg: no such sample'],
  ['--rounds x', 'test/bench/bench.ts', '--rounds is x, expected a number from 1 to 100'],
  ['--clients 1,x', 'test/bench/bench.ts', '--clients is x, expected a number from 1 to 1000'],
  ['--peers imgproxy', 'test/bench/bench.ts', '--peers has imgproxy, which needs its binary: --imgproxy FILE'],
  ['--imgproxy nowhere', 'test/bench/bench.ts', '--imgproxy is nowhere, expected a program that can be started'],
  ['--imgproxy test', 'test/bench/bench.ts', '--imgproxy is test, expected a program that can be started'],
  [
    '--photos nowhere',
    'test/bench/bench.ts',
    '--photos is nowhere, expected a folder with opaque JPEG or PNG files, 800 pixels wide at least',
  ],
  ['--cold x', 'test/bench/bench.ts', '--cold is x, expected a number from 1 to 100'],
  ['--only nowhere', 'test/regression/regression.ts', '--only is nowhere, expected a part'],
  ['--against nowhere', 'test/regression/regression.ts', '--against is nowhere, expected a file that can be read'],
  ['--photos /nowhere', 'test/study/study.ts', '--photos is /nowhere, expected a folder'],
  ['--requests 1e3', 'test/load/load.ts', '--requests is 1e3, expected a number from 1'],
  ['--kills 2', 'test/soak/soak.ts', '--kills is 2, expected a share from 0 to 1'],
  ['--minutes 0', 'test/soak/mutants.ts', '--minutes is 0, expected a number from 1'],
  ['--photos package.json', 'test/study/study.ts', '--photos is package.json, expected a folder'],
  ['--hit-ratio=', 'infra/commands/cost.ts', '--hit-ratio is , expected a share from 0 to 1'],
  ['', 'infra/commands/migrate.ts', 'No file given, expected one of --har, --sitemap, --log'],
  ['--har package.json', 'infra/commands/migrate.ts', '--har is package.json: it is not a HAR file'],
  ['--sitemap package.json', 'infra/commands/migrate.ts', '--sitemap is package.json: it is not a sitemap'],
  ['--log README.md --most 0', 'infra/commands/migrate.ts', '--most is 0, expected a number from 1'],
  ['--log README.md --images /nowhere', 'infra/commands/migrate.ts', '--images is /nowhere, expected a folder'],
  ['--log README.md --host a/b:', 'infra/commands/migrate.ts', '--host is a/b:, expected a hostname'],
  ['--out package.json', 'infra/commands/release.ts', '--out is package.json, expected a folder'],
  ['https://[/', 'infra/verify/verify.ts', 'URL is https://[/, expected one URL'],
  ['extra', 'infra/commands/viewer-sizes.ts', "Unexpected argument 'extra'"],
  ['', 'infra/verify/verify.ts', 'URL is not given, expected one URL'],
  ['d123.cloudfront.net/samples/', 'infra/verify/verify.ts', 'URL is d123.cloudfront.net/samples/, expected one URL'],
  ['a.jpg --key k', 'infra/commands/sign.ts', 'URL is a.jpg, expected one URL or path'],
  ['/a.jpg --key k --days x', 'infra/commands/sign.ts', '--days is x, expected a time in the future'],
  [
    '/a.jpg --key k --until 2001-01-01',
    'infra/commands/sign.ts',
    '--until is 2001-01-01, expected a time in the future',
  ],
  ['/a.jpg --key k --days 1 --until 2099-01-01', 'infra/commands/sign.ts', '--days and --until: expected one of them'],
  ['/a.jpg?w=abc --key k', 'infra/commands/sign.ts', '/a.jpg?w=abc cannot be read'],
])('%s %s', { timeout: 60_000 }, async (line, script, message) => {
  const { code, stdout, stderr } = await ended(script, line.split(' ').filter(Boolean), secret);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test.each([
  ['nowhere.ts', 'Cannot find module'],
  ['README.md', 'Unknown file extension ".md"'],
  ['infra', 'Directory import'],
  ['package.json', 'needs an import attribute'],
])('EDGE_IMAGES_CONFIG=%s', { timeout: 60_000 }, async (file, reason) => {
  const { code, stderr } = await ended('infra/commands/cost.ts', [], { EDGE_IMAGES_CONFIG: file });
  expect([code, stderr.split('\n').length]).toEqual([1, 2]);
  expect(stderr).toContain(`EDGE_IMAGES_CONFIG is ${file}, expected a TypeScript file with a config: `);
  expect(stderr).toContain(reason);
});

test('npm run sign without a secret', async () => {
  const { stderr } = await ended('infra/commands/sign.ts', ['/a.jpg', '--key', 'k'], { SIGNING_SECRET: '' });
  expect(stderr).toContain('SIGNING_SECRET is not set in the environment');
});

test('npm run sign: the same secret from the environment, a file and standard input', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'secret-')), 'secret');
  await writeFile(file, 'local\n');
  const line = ['infra/commands/sign.ts', '/a.jpg?w=100', '--key', 'k'];
  const inShell = (command: string) => promisify(exec)(command, { cwd: root, env: environment });
  const node = `${process.execPath} ${line.map((word) => `'${word}'`).join(' ')}`;
  const [fromFile, fromInput] = [
    await inShell(`${node} --secret-file ${file}`),
    await inShell(`${node} --secret-file - < ${file}`),
  ];
  const { stdout } = await ended('infra/commands/sign.ts', line.slice(1), secret);
  expect(stdout).toMatch(/^\/a\.jpg\?w=100&key=k&sig=/);
  expect([fromFile.stdout, fromInput.stdout]).toEqual([stdout, stdout]);
});
