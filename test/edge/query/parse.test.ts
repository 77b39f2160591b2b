import { describe, expect, test } from 'vitest';
import { canonical, parseCanonical } from '../../../edge/query/canonical.ts';
import { splitQuery } from '../../../edge/query/decode.ts';
import { parseNative } from '../../../edge/query/native.ts';
import { resolve } from '../../../edge/query/resolve.ts';
import { chrome } from '../../support/edge.ts';
import { oddRows, parameterRows, type QueryRow, shorthandRows } from '../../support/queries.ts';

const headersOf =
  (headers: { [name: string]: string } = { accept: chrome }) =>
  (name: string) =>
    headers[name] ?? '';

const answerTo = (query: string, headers?: { [name: string]: string }) => {
  const asked = parseNative(splitQuery(query));
  return asked.status ? `${asked.status} ${asked.parameter}` : canonical(resolve(asked, headersOf(headers)));
};

describe.each<[string, QueryRow[]]>([
  ['each parameter', parameterRows],
  ['a shorthand', shorthandRows],
  ['oddities', oddRows],
])('%s', (_, rows) => {
  test.each(rows)('%s', (query, answer) => {
    expect(answerTo(query)).toBe(answer);
  });
});

test.each<[query: string, parameter: string, value: string, expected: string]>([
  ['width=abc', 'width', 'abc', 'auto or 1 to 8192 or 50%'],
  ['FIT=Tight', 'fit', 'Tight', 'inside, cover, contain, fillmax, fill, outside'],
  ['q=best', 'q', 'best', 'auto, auto-best, auto-good, auto-eco, auto-low or 1 to 100'],
  ['enlarge=perhaps', 'enlarge', 'perhaps', 'true, false'],
  ['crop=0.1,2,3', 'crop', '0.1,2,3', 'left, 0.3x0.7, attention, entropy'],
  ['pad=1,2,3,4,5', 'pad', '1,2,3,4,5', '1 or 2 or 3 or 4 numbers, 0 to 4096'],
  [`w=${'9x'.repeat(2000)}`, 'w', `${'9x'.repeat(49)}9`, 'auto or 1 to 8192 or 50%'],
])('%s is unreadable', (query, parameter, value, expected) => {
  expect(parseNative(splitQuery(query))).toEqual({
    status: 400,
    title: 'This parameter cannot be read',
    parameter,
    value,
    expected,
  });
});

describe('what request headers decide', () => {
  test.each<[query: string, headers: { [name: string]: string }, answer: string]>([
    ['format=auto', {}, 'format~auto'],
    ['format=auto', { accept: 'image/webp,*/*' }, 'fmts~webp_format~auto'],
    ['format=auto&fmts=webp', { accept: chrome }, 'fmts~webp_format~auto'],
    ['w=auto', { 'sec-ch-width': '640' }, 'w~640'],
    ['w=auto', { 'sec-ch-width': '641' }, 'w~704'],
    ['w=auto', { 'sec-ch-width': '1' }, 'w~64'],
    ['w=auto', { 'sec-ch-width': '99999' }, 'w~8192'],
    ['w=auto&h=300', { 'sec-ch-width': '640' }, 'h~300_w~640'],
    ['w=auto&dpr=2', { 'sec-ch-width': '640' }, 'w~640'],
    ['w=auto', { 'sec-ch-viewport-width': '400', 'sec-ch-dpr': '2.5' }, 'w~1024'],
    ['w=auto', { 'sec-ch-viewport-width': '400', dpr: '2' }, 'w~832'],
    ['w=auto', { 'sec-ch-viewport-width': '400' }, 'w~448'],
    ['w=auto&dpr=2', { 'sec-ch-viewport-width': '400', 'sec-ch-dpr': '3' }, 'w~832'],
    ['w=auto', { width: '320', 'viewport-width': '400' }, 'w~320'],
    ['w=auto', { 'sec-ch-dpr': '2' }, ''],
    ['w=auto', { 'sec-ch-width': 'wide' }, ''],
    ['w=auto', { 'sec-ch-width': '-640' }, ''],
    ['w=auto', { 'sec-ch-width': '1e999' }, ''],
    ['w=auto', { 'sec-ch-width': 'wide', width: '192' }, 'w~192'],
    ['w=auto', { 'sec-ch-width': '0', width: '-3', 'sec-ch-viewport-width': 'NaN', 'viewport-width': '128' }, 'w~128'],
    ['w=auto', { 'sec-ch-viewport-width': '128', 'sec-ch-dpr': '-1', dpr: '2' }, 'w~256'],
    ['w=auto', { width: '-800', 'viewport-width': '400' }, 'w~448'],
    ['w=auto', { width: '0', 'viewport-width': '400', dpr: '-1' }, 'w~448'],
    ['w=auto', { 'viewport-width': '400', dpr: '0' }, 'w~448'],
    ['w=auto', { 'viewport-width': '400', dpr: 'NaN' }, 'w~448'],
    ['w=auto', { 'viewport-width': '400', dpr: '1e9' }, 'w~448'],
    // believable to ten pixels a pixel of CSS's, and to 100,000 pixels
    ['w=auto', { 'viewport-width': '64', dpr: '10' }, 'w~640'],
    ['w=auto', { 'viewport-width': '64', dpr: '10.1' }, 'w~64'],
    ['w=auto', { 'viewport-width': '64', dpr: '1000' }, 'w~64'],
    ['w=auto', { 'sec-ch-viewport-width': '64', 'sec-ch-dpr': '1000' }, 'w~64'],
    ['w=auto', { 'sec-ch-viewport-width': '64', 'sec-ch-dpr': '1000', dpr: '2' }, 'w~128'],
    ['w=auto', { 'sec-ch-viewport-width': '1280', 'sec-ch-dpr': '0.1' }, 'w~128'],
    ['w=auto', { 'sec-ch-viewport-width': '1280', 'sec-ch-dpr': '0.01' }, 'w~1280'],
    ['w=auto&dpr=2', { 'sec-ch-viewport-width': '64', 'sec-ch-dpr': '1000' }, 'w~128'],
    ['w=auto', { 'sec-ch-width': '100001', 'sec-ch-viewport-width': '64' }, 'w~64'],
    ['w=auto', { width: '100001', 'viewport-width': '64' }, 'w~64'],
    ['w=auto', { 'sec-ch-viewport-width': '100001', 'viewport-width': '64' }, 'w~64'],
    ['w=auto', { 'viewport-width': '100001' }, ''],
    ['w=auto', { width: '0.01', 'viewport-width': '64' }, 'w~64'],
    ['w=auto', { 'viewport-width': '-400', dpr: '2' }, ''],
    ['w=auto', { 'viewport-width': '4e12' }, ''],
    ['w=auto&h=300', { 'viewport-width': '-400' }, 'h~300'],
    ['w=400', { 'sec-ch-width': '640', 'sec-ch-dpr': '2' }, 'w~400'],
    ['w=400', { 'save-data': 'on' }, 'q~auto-eco_w~400'],
    ['w=400&q=auto', { 'save-data': 'on' }, 'q~auto-eco_w~400'],
    ['w=400&q=high', { 'save-data': 'on' }, 'q~auto-good_w~400'],
    ['w=400&q=auto-good', { 'save-data': 'on' }, 'q~auto-eco_w~400'],
    ['w=400&q=auto-eco', { 'save-data': 'on' }, 'q~auto-low_w~400'],
    ['w=400&q=low', { 'save-data': 'on' }, 'q~auto-low_w~400'],
    ['w=400&q=90', { 'save-data': 'on' }, 'q~90_w~400'],
    ['w=400', { 'save-data': 'off' }, 'w~400'],
    ['', { 'save-data': 'on' }, ''],
    ['utm_source=x', { 'save-data': 'on' }, ''],
    ['fit=inside', { 'save-data': 'on' }, ''],
    ['v=2', { 'save-data': 'on' }, 'v~2'],
    ['dl=a.jpg&v=2', { 'save-data': 'on' }, 'dl~a.jpg_v~2'],
    ['default=origin', { 'save-data': 'on' }, 'default~origin'],
    ['pixelate=8', { 'save-data': 'on' }, 'pixelate~8'],
    ['pixelate=8&w=400', { 'save-data': 'on' }, 'pixelate~8_q~auto-eco_w~400'],
    ['dl=a.jpg&w=400', { 'save-data': 'on' }, 'dl~a.jpg_q~auto-eco_w~400'],
    ['dpr=2', { 'save-data': 'on' }, 'dpr~2_q~auto-eco'],
    ['enlarge=1', { 'save-data': 'on' }, 'enlarge~true_q~auto-eco'],
  ])('%s with %j', (query, headers, answer) => {
    expect(answerTo(query, headers)).toBe(answer);
  });
});

test('Save-Data lowers whatever changes the image', () => {
  const alone = parameterRows.filter(([query]) => /^[\w-]+~[^_]*$/.test(answerTo(query, {})));
  const left = alone.filter(([query]) => answerTo(query, { 'save-data': 'on' }) === answerTo(query, {}));
  expect([...new Set(left.map(([query]) => answerTo(query, {}).replace(/~.*/, '')))].sort()).toEqual([
    'default',
    'dl',
    'pixelate',
    'q',
    'v',
  ]);
});

describe('the canonical form', () => {
  const texts = [...parameterRows, ...shorthandRows, ...oddRows].map(([, answer]) => answer);

  test.each([...new Set(texts)].filter((text) => !text.startsWith('400 ')))('%s is read back', (text) => {
    const variant = parseCanonical(text);
    expect(variant && canonical(variant)).toBe(text);
    expect(text).toMatch(/^[\w.~-]*$/);
  });

  test.each([
    'w~0',
    'w~400_w~500',
    'w~400_h~300',
    'W~400',
    'w~0400',
    'w~400_',
    '_w~400',
    'w',
    'w~',
    '~400',
    'fit~crop',
    'fit~inside',
    'bg~fff',
    'bg~red',
    'dl~a b',
    'dl~~e9',
    'dl~~zz',
    'unknown~1',
    '__proto__~1',
    'w~400_unknown~1',
  ])('%s is none', (text) => {
    expect(parseCanonical(text)).toBeUndefined();
  });
});
