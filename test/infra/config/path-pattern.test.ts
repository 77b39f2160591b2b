import { expect, test } from 'vitest';
import { patternSource, sharedPattern } from '../../../infra/config/paths/path-pattern.ts';

// docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html, "Path pattern"
test.each<[pattern: string, path: string, matches: boolean]>([
  ['*', '/', true],
  ['/*', '/a/b.jpg', true],
  ['images/*.jpg', '/images/a.jpg', true],
  ['/images/*.jpg', '/images/a/b.jpg', true],
  ['/images/*.jpg', '/images/a.jpeg', false],
  ['/images/*', '/images', false],
  ['/images/*', '/images/', true],
  ['/images/*', '/images/\n.jpg', true],
  ['/a?.jpg', '/ab.jpg', true],
  ['/a?.jpg', '/a.jpg', false],
  ['/a?.jpg', '/abc.jpg', false],
  ['/A.jpg', '/a.jpg', false],
  ['*.gif', '/a/b.gif', true],
  ['/a.b', '/axb', false],
  ['/(a)+[b]$^|{2}\\', '/(a)+[b]$^|{2}\\', true],
])('%s and %j: %s', (pattern, path, matches) => {
  expect(new RegExp(`^${patternSource(pattern)}$`).test(path)).toBe(matches);
});

test.each<[one: string, other: string, shared: string | undefined]>([
  ['*', '/shop/*', '/shop/*'],
  ['/*', '/shop/*', '/shop/*'],
  ['/shop/*', 'shop/old/*', 'shop/old/*'],
  ['/shop/*', '/shop/?.jpg', '/shop/?.jpg'],
  ['/shop/?*', '/shop/a', '/shop/a'],
  ['/shop/*', '/shop/*', '/shop/*'],
  ['/shop/*', '/press/*', undefined],
  ['/_next/image', '/shop/*', undefined],
  ['*.gif', '*.jpg', undefined],
  ['/shop/*.gif', '/shop/*.jpg', undefined],
  ['/a?', '/b?', undefined],
])('%s and %s share %s', (one, other, shared) => {
  expect(sharedPattern(one, other)).toBe(shared);
  expect(sharedPattern(other, one)).toBe(shared);
});

test.each([
  ['/shop/*', '*.gif'],
  ['/?/a', '/b/?'],
  ['/a*', '*a'],
])('%s and %s are refused: neither holds the other', (one, other) => {
  expect(() => sharedPattern(one, other)).toThrow(
    `The paths ${one} and ${other} overlap, expected one to hold the other`,
  );
});
