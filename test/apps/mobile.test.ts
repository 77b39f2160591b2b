import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../support/packed.ts';
import { hasRegistry } from './app.ts';

// The code of docs/mobile.md: React Native's under strict TypeScript with the types of its packages, the others by a parser of their
// language. The tools have hundreds of megabytes, so they are installed here and not with the project.

const registry = await hasRegistry();
const root = join(import.meta.dirname, '../..');

const tools = ['web-tree-sitter@0.25.10', 'tree-sitter-wasms@0.1.13'];
const types = ['expo-image@58.0.18', 'react-native@0.87', 'react@19', '@types/react@19'];

/** The blocks of a language, in the order of the page. */
const blocks = async (language: string): Promise<string[]> => {
  const page = await readFile(join(root, 'docs/mobile.md'), 'utf8');
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);
};

let folder: string;
beforeAll(async () => {
  if (!registry) return;
  folder = await mkdtemp(join(tmpdir(), 'mobile-'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const quiet = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet, ...tools, ...types], folder);
});
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

// In a process of its own, without V8's optimizing compiler: that takes gigabytes for the tables of these grammars.
const parse = `
  import { readFileSync } from 'node:fs';
  import { Language, Parser } from 'web-tree-sitter';
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load('node_modules/tree-sitter-wasms/out/tree-sitter-' + process.argv[2] + '.wasm'));
  const faults = (node) => [
    ...(node.type === 'ERROR' || node.isMissing ? [node.type + ': ' + node.text.slice(0, 80)] : []),
    ...node.children.flatMap(faults),
  ];
  console.log(JSON.stringify(faults(parser.parse(readFileSync('code.txt', 'utf8')).rootNode)));
`;

/** What a grammar can't read of a text. */
const faults = async (language: string, text: string): Promise<string[]> => {
  await writeFile(join(folder, 'parse.js'), parse);
  await writeFile(join(folder, 'code.txt'), text);
  const { stdout } = await run(process.execPath, ['--liftoff-only', 'parse.js', language], folder);
  return JSON.parse(stdout);
};

// A snippet of Dart is the body of a function.
const wholes: { [language: string]: (code: string) => string } = {
  swift: (code) => code,
  kotlin: (code) => code,
  dart: (code) => `Widget build(BuildContext context) {\n${code.trimEnd()};\n}\n`,
};

describe.skipIf(!registry).each([
  ['swift', 3],
  ['kotlin', 2],
  ['dart', 1],
])('%s', (language, count) => {
  test('every snippet is code of the language', async () => {
    const found = await blocks(language);
    expect(found).toHaveLength(count);
    for (const code of found) expect(await faults(language, wholes[language]?.(code) ?? ''), code).toEqual([]);
  });

  test('a parenthesis too few is found', async () => {
    const [code = ''] = await blocks(language);
    expect(await faults(language, wholes[language]?.(code.replace(/\)(?=[^)]*$)/, '')) ?? '')).not.toEqual([]);
  });
});

describe.skipIf(!registry)('React Native', () => {
  const check = async (code: string) => {
    await writeFile(join(folder, 'snippet.tsx'), code);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...{
            strict: true,
            noEmit: true,
            jsx: 'react-jsx',
            module: 'esnext',
            moduleResolution: 'bundler',
            target: 'es2022',
          },
          ...{ skipLibCheck: true, allowImportingTsExtensions: true, types: ['react'] },
          paths: { 'edge-images/url': [join(root, 'edge/url/url.ts')] },
        },
        files: ['snippet.tsx'],
      }),
    );
    return run(join(root, 'node_modules/.bin/tsc'), [], folder).then(
      () => '',
      (error: { stdout?: string }) => error.stdout ?? String(error),
    );
  };

  test('the snippet holds under strict TypeScript, and a wrong property does not', async () => {
    const [code = ''] = await blocks('tsx');
    expect(await check(code)).toBe('');
    expect(await check(code.replace("fit: 'cover'", "fit: 'covered'"))).toContain('snippet.tsx');
    expect(await check(code.replace('accessibilityLabel="', 'contentFit="covered" accessibilityLabel="'))).toContain(
      'snippet.tsx',
    );
  });
});
