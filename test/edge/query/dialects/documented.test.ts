import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { conformanceOf, conformanceRows } from '../../../../edge/query/dialects/conformance/conformance.ts';
import { type DialectName, dialectEntry, dialectNames } from '../../../../edge/query/dialects/registry.ts';

// What the client libraries of a service type is what it documents: each name, and each value of a union, has its row.

const root = new URL('../../../../node_modules/', import.meta.url);
const unpic = 'unpic/esm/src/providers/';

/** The types of a file that are unions of texts, and the members of its interfaces that are no numbers or free text. */
const typesOf = async (path: string) => {
  const text = (await readFile(new URL(path, root), 'utf8')).replace(/\/\*[\s\S]*?\*\//g, '');
  const unions = new Map(
    [...text.matchAll(/type (\w+)[^=\n]*= ((?:[^;{\n]|\n {2})+)/g)].map(([, name = '', union = '']) => [name, union]),
  );
  const valuesOf = (type: string, depth = 0): string[] => [
    ...[...type.matchAll(/["']([^"']+)["']/g)].map(([, value = '']) => value),
    ...(depth > 3
      ? []
      : [...type.matchAll(/\b[A-Z]\w+/g)].flatMap(([name]) => valuesOf(unions.get(name) ?? '', depth + 1))),
  ];
  const membersOf = (name: string) => {
    const body = new RegExp(`interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? '';
    return [...body.matchAll(/^ +(\w+)\?: ([^;]+);/gm)].map(([, member = '', type = '']): [string, string[]] => [
      member,
      valuesOf(type),
    ]);
  };
  return { unions, valuesOf, membersOf };
};

/** The row of a name; of a value its own row, unless none of them is supported. */
const rowOf = (dialect: DialectName, name: string, value?: string) => {
  const { conformance } = dialectEntry(dialect);
  const row = conformanceOf(conformance, name, value);
  return value === undefined ||
    row?.status === 'unsupported' ||
    row?.names.some((each) => each.toLowerCase().startsWith(`${name}=`))
    ? row
    : undefined;
};

test.each(dialectNames.filter((name) => !dialectEntry(name).hexOnly))(
  '%s: its table tells of color names beyond the basic twenty',
  (name) => {
    const names = conformanceRows(dialectEntry(name).conformance).flatMap((row) => row.names);
    expect(names.filter((each) => each.endsWith('=tomato'))).not.toEqual([]);
  },
);

describe('unpic', () => {
  test.each<[file: string, operations: string, dialect: DialectName, atLeast: number]>([
    ['bunny', 'BunnyOperations', 'bunny', 15],
    ['cloudinary', 'CloudinaryOperations', 'cloudinary', 36],
    ['contentful', 'ContentfulOperations', 'contentful', 9],
    ['netlify', 'NetlifyOperations', 'netlify', 6],
    ['shopify', 'ShopifyOperations', 'shopify', 3],
    ['vercel', 'VercelOperations', 'next', 2],
    ['wordpress', 'WordPressOperations', 'photon', 3],
    ['wsrv', 'WsrvOperations', 'weserv', 28],
  ])('%s', async (file, operations, dialect, atLeast) => {
    const members = (await typesOf(`${unpic}${file}.d.ts`)).membersOf(operations);
    expect(members.length).toBeGreaterThanOrEqual(atLeast);
    const missing = members.flatMap(([name, values]) => [
      ...(rowOf(dialect, name) ? [] : [name]),
      ...values.filter((value) => !rowOf(dialect, name, value)).map((value) => `${name}=${value}`),
    ]);
    expect(missing).toEqual([]);
  });
});

test.each<[path: string, union: string, dialect: DialectName, name: string, atLeast: number]>([
  ['@sanity/image-url/src/types.ts', 'ImageFormat', 'sanity', 'fm', 4],
  ['@sanity/image-url/src/types.ts', 'FitMode', 'sanity', 'fit', 7],
  ['@sanity/image-url/src/types.ts', 'CropMode', 'sanity', 'crop', 7],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'CropMode', 'cloudinary', 'c', 13],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'Gravity', 'cloudinary', 'g', 33],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'RotationModeType', 'cloudinary', 'a', 5],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'ImageEffect', 'cloudinary', 'e', 49],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'FlagTypes', 'cloudinary', 'fl', 40],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'ImageFormatType', 'cloudinary', 'f', 60],
  ['@cloudinary/transformation-builder-sdk/types/types.d.ts', 'QualityTypes', 'cloudinary', 'q', 9],
])('%s: %s', async (path, union, dialect, name, atLeast) => {
  const types = await typesOf(path);
  const values = types.valuesOf(types.unions.get(union) ?? '');
  expect(values.length).toBeGreaterThanOrEqual(atLeast);
  expect(values.filter((value) => !rowOf(dialect, name, value))).toEqual([]);
});
