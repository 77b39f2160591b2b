import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, parseCanonical } from '../../../edge/query/canonical.ts';
import { dialectEntry, dialectNames } from '../../../edge/query/dialects/registry.ts';
import { shorthands } from '../../../edge/query/native.ts';
import { parameters } from '../../../edge/query/parameters.ts';
import { startViewer } from '../../support/viewer.ts';

/** All our names for parameters. */
const ours = new Set([
  ...Object.entries(parameters).flatMap(([parameter, [, aliases = '']]) => [parameter, ...aliases.split(' ')]),
  ...Object.keys(shorthands),
  'auto',
]);

/** Values that mean something to somebody, and some that mean nothing to anyone; as they stand in a URL. */
const value = fc.oneof(
  fc.constantFrom('', '0', '1', '0.5', '50%25', '-3', '99999999', 'true', 'false', 'auto', 'constructor', '__proto__'),
  fc.constantFrom('crop', 'fill', 'max', 'contain', 'cover', 'outside', 'top,left', '0.3x0.7', 'smart', '16:9', '4x3'),
  fc.constantFrom(
    '300,200',
    '300,200,10,20',
    '1;2;3;4',
    '8369',
    'webp',
    'format,compress',
    '%ff',
    '%',
    '+',
    '%2e%2e/a',
  ),
  fc.integer({ min: 0, max: 9000 }).map(String),
  // In Cloudflare's options a parenthesis goes on to the next one, over commas.
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.replace(/[()]/g, ''))),
);

const strangers = ['utm_source', 'ixlib', 'constructor', '__proto__', 'toString', 'variant', 'é', 'x'];

describe.each(dialectNames)('%s', async (name) => {
  const { dialect, url, width } = dialectEntry(name);
  const { parameters, own = {} } = dialect;
  const ask = await startViewer([{ path: '*', dialect: name }], { inNjs: false });
  const names = [...parameters.split(' '), ...Object.keys(own)];
  // Where parameters are parts of a path, a part that is none belongs to the image's own; and the order may count.
  const inPath = dialectEntry(name).rewrites?.path === '/*' && !url('/a.jpg', width(40)).includes('?');
  const unknown = inPath ? [] : strangers.filter((each) => !names.includes(each));
  const pair = fc.tuple(fc.constantFrom(...names, ...names, ...unknown), value);
  const pairs = fc.uniqueArray(pair, { selector: ([parameter]) => parameter, maxLength: 8 });
  const known = (all: readonly (readonly [string, string])[]) => all.filter(([parameter]) => names.includes(parameter));
  const address = (all: readonly (readonly [string, string])[]) =>
    url(
      '/a.jpg',
      all.map(([parameter, text]) => `${parameter}=${text.replaceAll('/', '')}`),
    );

  test('each of its parameters is known, and none is listed twice', () => {
    expect(parameters.split(' ').filter((parameter) => !ours.has(parameter))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a line break, which no browser sends in a path, does not part the path from its slash', async () => {
    for (const path of ['/cdn-cgi/image/w=4//\r/a.jpg', '/demo/image/upload//..\r/a.jpg', url('/\r/a.jpg', width(40))])
      expect(await ask(path)).toMatch(/^(\/|400)/);
  });

  test('every query is answered: with a canonical variant, or an image of another path', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (all) => {
        const answer = await ask(address(all));
        if (answer.startsWith('400')) return;
        const [, text = ''] = answer.split(' ');
        const variant = parseCanonical(text);
        expect(text === '' || (variant && canonical(variant) === text), answer).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test.skipIf(inPath)('order and parameters that it does not know change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(), async (all, turn) => {
        const turned = known(all);
        turned.push(...turned.splice(0, turn % (turned.length + 1)));
        expect(await ask(address(turned))).toBe(await ask(address(all)));
      }),
      { numRuns: 120 },
    );
  });
});
