import { expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { pageSettings } from '../../../infra/config/settings/page-settings.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';

const page = { images: ['samples/landscape.jpg'] };
const signing = { paths: ['/private/*'] };

test.each<[what: string, changes: Partial<ConfigInput>, explains: boolean, closed: string[]]>([
  ['a public service that explains', { explain: 'on' }, true, []],
  ['explain off', {}, false, ['explain']],
  ['explain with a signature', { explain: 'signed', signing }, false, ['The page signs nothing', 'explain']],
  ['private originals', { explain: 'on', originals: { access: 'private' } }, false, ['The originals', 'explain']],
  ['a ladder', { explain: 'on', snap: 'default' }, true, ['Sizes are rounded up']],
])('%s', (_, changes, explains, closed) => {
  const config = resolveConfig({ stackName: 'images', originals: { access: 'public' }, page, ...changes });
  expect(pageSettings(config)).toEqual({
    images: page.images,
    explains,
    closed: closed.map((beginning) => expect.stringMatching(new RegExp(`^${beginning}`))),
  });
});
