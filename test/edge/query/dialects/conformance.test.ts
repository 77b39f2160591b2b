import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ConformanceRow,
  conformanceOf,
  conformanceRows,
} from '../../../../edge/query/dialects/conformance/conformance.ts';
import { dialectEntry, dialectNames } from '../../../../edge/query/dialects/registry.ts';
import { chrome, startEdge } from '../../../support/edge.ts';
import { chart } from '../../../support/images/chart.ts';
import { photograph } from '../../../support/images/photograph.ts';
import { startViewer } from '../../../support/viewer.ts';

const photo = sharp(await photograph(90, 60, 60)).jpeg({ quality: 95 });
const edge = await startEdge({
  'photo.jpg': await photo.toBuffer(),
  'alpha.png': await chart({ width: 90, height: 60, format: 'png', alpha: true }),
  'animation.gif': await chart({ width: 90, height: 60, format: 'gif', frames: 3 }),
  'framed.png': await photo
    .clone()
    .extend({ top: 8, right: 8, bottom: 8, left: 8, background: '#fcfcfc' })
    .png()
    .toBuffer(),
  'rights.jpg': await chart({ width: 90, height: 60, format: 'jpeg', metadata: { copyright: 'A Photographer' } }),
  'p3.jpg': await chart({ width: 90, height: 60, format: 'jpeg', profile: 'p3' }),
});
afterAll(edge.close);

const split = (parameters = '') => parameters.split('&').filter(Boolean);
const headers = ['content-type', 'content-disposition'];

describe.each(dialectNames)('%s', async (name) => {
  const { conformance, dialect, url } = dialectEntry(name);
  const rows = conformanceRows(conformance);
  const distribution = edge.distribute({ dialects: [{ path: '*', dialect: name }] });
  const answers = new Map<string, Promise<string>>();

  /** What a viewer gets, in a line that is equal for equal answers. */
  const answer = (image: string, parameters: string[]) => {
    const asked = parameters.length > 0 ? url(`/${image}`, parameters) : `/${image}`;
    const fetched = async () => {
      const response = await (await distribution)(
        new Request(`https://d1.cloudfront.net${asked}`, { headers: { accept: chrome } }),
      );
      expect(response.status, asked).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      return [
        ...headers.map((each) => response.headers.get(each)),
        createHash('sha1').update(bytes).digest('hex'),
      ].join();
    };
    const known = answers.get(asked) ?? fetched();
    answers.set(asked, known);
    return known;
  };

  const exampleOf = ({ names: [first = ''], example }: ConformanceRow) => example || first;
  const shown = rows.filter((row) => row.example !== undefined && (row.example !== '' || row.names[0]?.includes('=')));

  test.each(shown.map((row): [string, ConformanceRow] => [row.names[0] ?? '', row]))(
    '%s has an effect',
    async (documented, row) => {
      const example = split(exampleOf(row));
      const isNamed = example.some((each) => each === documented || each.split('=')[0] === documented);
      expect(isNamed, exampleOf(row)).toBe(true);
      const image = row.image ?? 'photo.jpg';
      const without = await answer(image, split(row.beside));
      expect(await answer(image, [...split(row.beside), ...example]), exampleOf(row)).not.toBe(without);
    },
  );

  test('an unsupported parameter changes nothing, and the table gives the reason', async () => {
    const ask = await startViewer([{ path: '*', dialect: name }], { inNjs: false });
    const plain = await ask(url('/a.jpg', dialectEntry(name).width(40)));
    for (const { status, names, note } of rows) {
      if (status !== 'unsupported') continue;
      expect(note, names[0]).toMatch(/^[^.]{10,}[^.]$/);
      for (const each of names)
        expect(
          await ask(url('/a.jpg', [each.includes('=') ? each : `${each}=1`, ...dialectEntry(name).width(40)])),
          each,
        ).toBe(plain);
    }
  });

  test('every parameter that is read here is documented there, under each of its names', () => {
    const read = [...dialect.parameters.split(' '), ...Object.keys(dialect.own ?? {})];
    expect(read.filter((each) => !conformanceOf(conformance, each))).toEqual([]);
  });

  test('no name is documented twice', () => {
    const names = rows.flatMap(({ names }) => names);
    expect(names.filter((each, at) => names.indexOf(each) !== at)).toEqual([]);
  });
});
