import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { descriptions, parameterDocs, shorthandDescriptions } from '../../../edge/query/docs.ts';
import { parameterOf } from '../../../edge/query/language.ts';
import { native, shorthands } from '../../../edge/query/native.ts';
import { parameters } from '../../../edge/query/parameters.ts';
import { parameterTable } from '../../../infra/docs/parameter-table.ts';

const docsOf = (parameter: string) => parameterDocs().find((docs) => docs.parameter === parameter);

test.each([
  [
    'w',
    { kind: 'number', least: 1, most: 8192, choices: ['auto'], preset: '0', aliases: ['width', 'imwidth'] },
    'auto or 1 to 8192 or 50%',
  ],
  ['dpr', { kind: 'number', least: 0.5, most: 5, preset: '1', aliases: [] }, '0.5 to 5'],
  [
    'fit',
    {
      kind: 'choice',
      choices: ['inside', 'cover', 'contain', 'fillmax', 'fill', 'outside'],
      preset: 'inside',
      aliases: [],
    },
    'inside, cover, contain, fillmax, fill, outside',
  ],
  [
    'enlarge',
    { kind: 'flag', choices: ['true', 'false'], preset: 'false', aliases: ['upscale', 'upscaling'] },
    'true, false',
  ],
  ['position', { kind: 'position', preset: '0.5,0.5' }, 'left, 0.3x0.7, attention, entropy'],
  ['trim', { kind: 'number', least: 1, most: 100, choices: ['auto'], preset: '' }, 'auto or 1 to 100'],
  ['bri', { kind: 'number', least: -100, most: 100, preset: '0', aliases: ['brightness'] }, '-100 to 100'],
  ['bg', { kind: 'color', preset: '' }, '336699 or navy'],
  ['mono', { kind: 'color', preset: 'false' }, '336699 or navy or true, false'],
  ['pad', { kind: 'text', preset: '0' }, '1 or 2 or 3 or 4 numbers, 0 to 4096'],
  ['mark', { kind: 'text', preset: '', aliases: ['watermark'] }, '1 to 99 characters'],
  ['mark-alpha', { kind: 'number', least: 0, most: 100, preset: '100' }, '0 to 100'],
  ['q', { kind: 'number', least: 1, most: 100, preset: '' }, /^auto, auto-best, .* or 1 to 100$/],
  ['anim', { kind: 'flag', preset: 'true' }, 'true, false'],
])('%s', (parameter, knob, expected) => {
  expect(docsOf(parameter)).toMatchObject({ parameter, ...knob });
  expect(docsOf(parameter)?.expected).toMatch(expected);
});

test('every parameter has a knob and a meaning, and nothing else has', () => {
  expect(parameterDocs().map(({ parameter }) => parameter)).toEqual(Object.keys(parameters));
  expect(Object.keys(descriptions).sort()).toEqual(Object.keys(parameters).sort());
  expect(Object.values(descriptions).filter((meaning) => !/^[A-Z`].{5,}[^.]$/.test(meaning))).toEqual([]);
});

test('no name has two meanings', () => {
  const names = parameterDocs().flatMap(({ parameter, aliases }) => [parameter, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(parameterOf).sort()).toEqual(names.sort());
  expect(names.filter((name) => name in shorthands)).toEqual([]);
});

test('every shorthand is documented', () => {
  const told = Object.keys(shorthandDescriptions).flatMap((names) => names.split(' '));
  expect(Object.keys(shorthands).filter((name) => !told.includes(name))).toEqual([]);
  expect([...native.names].sort()).toEqual([...Object.keys(parameterOf), ...Object.keys(shorthands), 'url'].sort());
});

test('docs/parameters.md has the tables that npm run parameters prints', async () => {
  const page = await readFile(new URL('../../../docs/parameters.md', import.meta.url), 'utf8');
  const [, table] = /<!-- parameters -->\n([\s\S]*?)\n<!-- \/parameters -->/.exec(page) ?? [];
  expect(table).toBe(parameterTable());
});
