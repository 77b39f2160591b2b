import { describe, expect, test } from 'vitest';
import { canonical } from '../../../edge/query/canonical.ts';
import { splitQuery } from '../../../edge/query/decode.ts';
import { parseNative } from '../../../edge/query/native.ts';
import type { ViewerContext } from '../../../edge/query/negotiation/viewer-context.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { defaultLadder, snapToLadder } from '../../../edge/viewer/ladder.ts';

const visitor: ViewerContext = {
  sent: { method: 'GET', uri: '/', querystring: {}, headers: {} },
  query: {},
  header: () => '',
  secret: '',
};
const step = (query: string, ladder = defaultLadder, exactly = false) =>
  canonical(snapToLadder(ladder, exactly)(parseNative(splitQuery(query)) as Variant, visitor) as Variant);

describe('the default ladder', () => {
  test('has 69 steps, each at most an eighth wider than the one before', () => {
    expect(defaultLadder).toHaveLength(69);
    const ratios = defaultLadder.slice(1).map((width, at) => width / (defaultLadder[at] ?? 0));
    expect(Math.min(...ratios)).toBeGreaterThan(1);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.13);
  });

  // next/dist/shared/lib/image-config.js, unpic's defaults, Nuxt Image's screens at one and two pixels, DIT's breakpoints
  test.each([
    ...[32, 48, 64, 96, 128, 256, 384, 640, 750, 828, 1080, 1200, 1920, 2048, 3840],
    ...[24, 960, 1280, 1668, 2560, 3200, 4480, 5120, 6016],
    ...[768, 1024, 1536, 3072, 320, 480, 1440],
  ])('leaves %i alone', (width) => {
    expect(step(`w=${width}`)).toBe(`w~${width}`);
  });
});

test.each<[query: string, snapped: string]>([
  ['w=401', 'w~429'],
  ['w=428', 'w~429'],
  ['w=430', 'w~480'],
  ['w=1', 'w~16'],
  ['w=8000', 'w~8192'],
  ['h=401', 'h~429'],
  ['w=400&h=300', 'h~322_w~429'],
  ['w=401&h=301&fit=cover', 'fit~cover_h~322_w~429'],
  ['w=384&h=1000', 'h~1000_w~384'],
  ['w=17&h=8192', 'h~8192_w~18'],
  ['w=8192&h=1', 'h~1_w~8192'],
  ['w=400&dpr=2', 'dpr~2_w~414'],
  ['w=414&dpr=2', 'dpr~2_w~414'],
  ['w=320&dpr=2', 'dpr~2_w~320'],
  ['w=400&h=300&dpr=2', 'dpr~2_h~311_w~414'],
  ['w=400&dpr=1.3', 'dpr~1.5_w~426'],
  ['w=400&dpr=2.625', 'dpr~3_w~400'],
  ['w=400&dpr=0.75', 'w~429'],
  ['w=8192&dpr=5', 'dpr~5_w~1638'],
  ['dpr=2.1', 'dpr~2.5'],
  ['w=0.3', 'w~0.3'],
  ['w=0.3&h=401', 'h~429_w~0.3'],
  ['w=401&h=0.3', 'h~0.3_w~429'],
  ['w=auto', 'w~auto'],
  ['q=50', 'q~50'],
  ['', ''],
])('%s', (query, snapped) => {
  expect(step(query)).toBe(snapped);
  expect(step(snapped.replaceAll('_', '&').replaceAll('~', '='))).toBe(snapped);
});

test.each<[query: string, snapped: string]>([
  ['w=1', 'w~320'],
  ['w=321', 'w~640'],
  ['w=641', 'w~640'],
  ['w=9999&h=9999', 'h~640_w~640'],
])('%s on 320 and 640', (query, snapped) => {
  expect(step(query, [320, 640])).toBe(snapped);
});

test.each<[query: string, exactly: boolean, snapped: string]>([
  ['w=401&snap=0', true, 'snap~false_w~401'],
  ['w=401&snap=1', true, 'w~429'],
  ['w=401&snap=0', false, 'snap~false_w~429'],
])('%s with snap allowed: %s', (query, exactly, snapped) => {
  expect(step(query, defaultLadder, exactly)).toBe(snapped);
});

test.each<[query: string, exactly: boolean, snapped: string]>([
  ['w=401&v=2', false, 'w~429'],
  ['h=9&v=2', false, 'h~16'],
  ['v=2', false, ''],
  // Where URLs are signed, what is not signed has got snap=1 by now.
  ['w=401&v=2&snap=1', true, 'w~429'],
  ['w=401&v=2', true, 'v~2_w~429'],
])('%s (signing: %s) makes no number of derivatives that strangers choose', (query, exactly, snapped) => {
  expect(step(query, defaultLadder, exactly).replace('_snap~true', '')).toBe(snapped);
});
