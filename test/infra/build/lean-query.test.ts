import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { editScript } from '../../../infra/build/edit-script.ts';
import { partsUsed } from '../../../infra/build/lean-query.ts';
import { unreadOf, viewerSource } from '../../../infra/build/viewer-source.ts';
import { config } from '../../support/config.ts';

const root = join(import.meta.dirname, '../../..');

test.each<[DialectName, string[], string[]]>([
  ['netlify', ['w', 'h', 'fit', 'position', 'format', 'q'], ['mark', 'sepia', 'border', 'max-bytes', 'explain']],
  ['bunny', ['bri', 'gam', 'preset', 'ar', 'fit'], ['mark-w', 'border', 'max-bytes', 'frame', 'snap']],
  ['thumbor', ['max-bytes', 'radius', 'bg'], ['sepia', 'border']],
])('%s keeps the rows of parameters that it can set', async (dialect, kept, left) => {
  const { parameters: used } = await partsUsed(viewerSource({ ...config, dialects: [{ path: '*', dialect }] }), root);
  expect(kept.filter((name) => ![...used].some((each) => each === name))).toEqual([]);
  expect(left.filter((name) => [...used].some((each) => each === name))).toEqual([]);
});

test.each<[dialects: DialectName[], presets: { [name: string]: string }, left: string[]]>([
  [['imgproxy'], {}, ['automatic width', 'color names', 'yielding names']],
  [['imgproxy', 'weserv'], {}, ['automatic width', 'yielding names']],
  [['imgproxy', 'fastly'], {}, ['automatic width', 'color names']],
  [['cloudinary', 'contentful'], {}, ['yielding names']],
  [['netlify'], { wide: 'w=auto' }, ['color names']],
])('of values that %j with the presets %j do not have, %j are left out', (names, presets, left) => {
  const dialects = names.map((dialect, at) => ({ path: at === names.length - 1 ? '*' : '/a/*', dialect }));
  expect(unreadOf({ ...config, dialects, presets })).toEqual(left);
});

test('a preset keeps the rows of its parameters', async () => {
  const dialects = [{ path: '*', dialect: 'netlify' as const }];
  const source = viewerSource({ ...config, dialects, presets: { old: 'sepia=80&border=2,red' } });
  expect([...(await partsUsed(source, root)).parameters]).toEqual(expect.arrayContaining(['sepia', 'border']));
});

test('an edit that finds nothing fails the build', () => {
  const edit = { name: 'row', file: 'parameters.ts', needed: true, edit: () => undefined };
  expect(() => editScript('f(1);', [edit], 'parameters.ts')).toThrow(/parameters\.ts .*"row"/);
  expect(editScript('f(1);', [edit], 'parse.ts')).toBe('f(1);');
});
