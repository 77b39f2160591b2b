import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Reason } from '../../edge/errors.ts';
import type { Note } from '../../edge/image/encode/verify.ts';
import { readPages, root } from './pages.ts';

// docs/errors.md has a row for every reason and every title of an error. The compiler asks for a new reason here.

const reasons = {
  'not-an-image': true,
  'unsupported-format': true,
  'too-many-bytes': true,
  'too-many-pixels': true,
  'too-costly': true,
  'out-of-time': true,
  'out-of-memory': true,
  damaged: true,
  'original-changed': true,
  'original-unreadable': true,
  'unreadable-variant': true,
  'unknown-name': true,
  'mark-unreadable': true,
  'over-the-limit': true,
  fault: true,
  hurried: true,
  incomplete: true,
  still: true,
  'fewer-pixels': true,
  'over-max-bytes': true,
  'unsupported-svg-feature': true,
  'removed-from-svg': true,
  missing: true,
  'metadata-kept': true,
} satisfies Record<Reason | Note | 'missing' | 'metadata-kept', true>;

let page: string;

beforeAll(async () => {
  page = (await readPages()).find(({ path }) => path === 'docs/errors.md')?.text ?? '';
});

/** The names in the first cells of the table below a heading. */
const namesBelow = (heading: string) =>
  [...(page.split(heading)[1] ?? '').matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );

test('every x-image-reason has a row, and no other name has', () => {
  expect(namesBelow('## `x-image-reason`').sort()).toEqual(Object.keys(reasons).sort());
});

/** What a pattern finds in the service's code. */
const inTheCode = async (pattern: RegExp) => {
  const files = (await readdir(join(root, 'edge'), { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, 'edge', file), 'utf8')));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name.trim())))];
};

test('a reason that is set as it stands in the code is one of these', async () => {
  const set = await inTheCode(/'X-Image-Reason', '([^']+)'/g);
  expect(set.filter((reason) => !(reason in reasons))).toEqual([]);
});

test('every title of an error has a row', async () => {
  // Up to where a value is put in.
  const all = (await inTheCode(/title: ['`]([^'`$]+)/g)).filter((title) => title !== 'OK');
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter((title) => !page.includes(title))).toEqual([]);
});
