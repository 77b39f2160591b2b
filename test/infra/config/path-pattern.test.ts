import { expect, test } from 'vitest';
import { patternSource } from '../../../infra/config/path-pattern.ts';

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
