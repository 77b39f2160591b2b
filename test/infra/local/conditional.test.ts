import { expect, test } from 'vitest';
import { evaluateConditions, readRanges } from '../../../infra/local/conditional.ts';

const modified = new Date('2026-01-02T03:04:05.678Z');
const [then, before, after] = [
  'Fri, 02 Jan 2026 03:04:05 GMT',
  'Fri, 02 Jan 2026 03:04:04 GMT',
  'Sat, 03 Jan 2026 00:00:00 GMT',
];
const object = { etag: '"a"', modified };
const bare = { etag: null, modified: null };

test.each([
  [{}, object, 'go on'],
  [{ 'if-none-match': '"a"' }, object, 304],
  [{ 'if-none-match': '"b"' }, object, 'go on'],
  [{ 'if-none-match': '"b", W/"a"' }, object, 304],
  [{ 'if-none-match': '*' }, object, 304],
  [{ 'if-none-match': '*' }, bare, 'go on'],
  [{ 'if-none-match': 'a' }, object, 'go on'],
  [{ 'if-none-match': '"a"' }, { ...object, etag: 'W/"a"' }, 304],
  [{ 'if-modified-since': then }, object, 304],
  [{ 'if-modified-since': after }, object, 304],
  [{ 'if-modified-since': before }, object, 'go on'],
  [{ 'if-modified-since': 'yesterday' }, object, 'go on'],
  [{ 'if-modified-since': after }, bare, 'go on'],
  [{ 'if-none-match': '"b"', 'if-modified-since': after }, object, 'go on'],
  [{ 'if-none-match': '"a"', 'if-modified-since': before }, object, 304],
  [{ 'if-match': '"a"' }, object, 'go on'],
  [{ 'if-match': '"b"' }, object, 412],
  [{ 'if-match': '*' }, object, 'go on'],
  [{ 'if-match': 'W/"a"' }, object, 412],
  [{ 'if-match': '"a"', 'if-unmodified-since': before }, object, 'go on'],
  [{ 'if-unmodified-since': then }, object, 'go on'],
  [{ 'if-unmodified-since': before }, object, 412],
] as const)('%j of %j -> %s', (headers, held, verdict) => {
  expect(evaluateConditions((name) => new Map(Object.entries(headers)).get(name), held)).toBe(verdict);
});

test.each([
  [{}, 10, 'whole'],
  [{ range: 'bytes=0-' }, 10, [0, 9]],
  [{ range: 'bytes=0-0' }, 10, [0, 0]],
  [{ range: 'bytes=2-4' }, 10, [2, 4]],
  [{ range: 'bytes=2-99' }, 10, [2, 9]],
  [{ range: 'bytes=-3' }, 10, [7, 9]],
  [{ range: 'bytes=-99' }, 10, [0, 9]],
  [{ range: 'bytes=10-' }, 10, 'unsatisfiable'],
  [{ range: 'bytes=-0' }, 10, 'unsatisfiable'],
  [{ range: 'bytes=0-' }, 0, 'unsatisfiable'],
  [{ range: 'bytes=-' }, 10, 'whole'],
  [{ range: 'bytes=4-2' }, 10, 'whole'],
  [{ range: 'bytes=0-1,3-4' }, 10, [0, 1, 3, 4]],
  [{ range: 'bytes=0-1, -2' }, 10, [0, 1, 8, 9]],
  [{ range: 'bytes=0-1,20-30' }, 10, [0, 1]],
  [{ range: 'bytes=20-,30-' }, 10, 'unsatisfiable'],
  [{ range: 'bytes=3-4,0-1' }, 10, 'whole'],
  [{ range: 'bytes=0-4,4-5' }, 10, 'whole'],
  [{ range: 'bytes=0-1,x' }, 10, 'whole'],
  [{ range: 'frames=0-1' }, 10, 'whole'],
  [{ range: 'bytes=0-1', 'if-range': '"a"' }, 10, [0, 1]],
  [{ range: 'bytes=0-1', 'if-range': '"b"' }, 10, 'whole'],
  [{ range: 'bytes=0-1', 'if-range': 'W/"a"' }, 10, 'whole'],
  [{ range: 'bytes=0-1', 'if-range': then }, 10, [0, 1]],
  [{ range: 'bytes=0-1', 'if-range': before }, 10, 'whole'],
] as const)('%j of %d bytes -> %j', (headers, size, expected) => {
  const found = readRanges((name) => new Map(Object.entries(headers)).get(name), size, object);
  expect(typeof found === 'string' ? found : found.flatMap(({ start, end }) => [start, end])).toEqual(expected);
});
