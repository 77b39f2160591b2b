import { readdirSync } from 'node:fs';
import { type ImageCdn, transformUrl } from 'unpic';
import { afterAll, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { host, shows, startClients } from '../../support/clients.ts';

const { ask, close } = await startClients();
afterAll(close);

/** What unpic makes of a picture's address and a size. */
const urlOf = (provider: ImageCdn, size: { width?: number; height?: number }) => {
  const picture = `https://${host}/chart.jpg`;
  const options = { [provider]: { baseUrl: `https://${host}`, domain: host } };
  return transformUrl({ url: picture, provider, quality: 70, ...size }, {}, options) ?? '';
};

const served: [provider: ImageCdn, dialect: DialectName | 'native', box: string, width: string][] = [
  ['imgix', 'imgix', '200x200 modern RGYB', '300x200 modern RGYB'],
  ['bunny', 'bunny', '200x200 modern RGYB', '300x200 modern RGYB'],
  ['wsrv', 'weserv', '200x200 jpeg RGYB', '300x200 jpeg RGYB'],
  ['netlify', 'netlify', '200x200 modern RGYB', '300x200 modern RGYB'],
  ['cloudflare', 'cloudflare', '200x200 modern RGYB', '300x200 modern RGYB'],
  ['nextjs', 'next', '200x133 modern RGYB', '300x200 modern RGYB'],
  ['vercel', 'next', '200x133 modern RGYB', '300x200 modern RGYB'],
  ['builder.io', 'aws', '200x200 webp RGYB', '300x200 webp RGYB'],
  ['contentstack', 'fastly', '200x200 modern RGYB', '300x200 modern RGYB'],
  ['keycdn', 'native', '200x200 jpeg RGYB', '300x200 jpeg RGYB'],
  ['kontent.ai', 'native', '200x200 jpeg RGYB', '300x200 jpeg RGYB'],
  ['directus', 'native', '200x200 jpeg RGYB', '300x200 jpeg RGYB'],
  ['shopify', 'native', '200x133 jpeg RGYB', '300x200 jpeg RGYB'],
];

test.each(served)('%s, in %s', async (provider, dialect, box, width) => {
  expect(await ask(dialect, urlOf(provider, { width: 200, height: 200 }))).toMatch(shows(box));
  expect(await ask(dialect, urlOf(provider, { width: 300 }))).toMatch(shows(width));
});

/** unpic's other providers, and why they are not asked here. */
const others: [provider: string, why: string][] = [
  ['appwrite', 'its path is that of an API'],
  ['astro', "Astro's own server"],
  ['cloudflare_images', 'pictures by id, variants by name, in the path'],
  ['cloudimage', 'one parameter `func` that decides what the others mean'],
  ['cloudinary', 'images of its own host: legal-options.test.ts'],
  ['contentful', 'images of its own host: legal-options.test.ts'],
  ['hygraph', 'options in the path'],
  ['imageengine', 'options inside of one parameter'],
  ['imagekit', 'options inside of one parameter'],
  ['ipx', 'options in the path'],
  ['scene7', 'options of its own, `fit=crop,0`'],
  ['storyblok', 'images of its own host: legal-options.test.ts'],
  ['supabase', 'its path is that of an API'],
  ['uploadcare', 'options in the path'],
  ['wordpress', 'images of its own host: legal-options.test.ts'],
];

test('every provider of unpic is served or has a reason', () => {
  const folder = new URL('providers/', import.meta.resolve('unpic/transform'));
  const known = readdirSync(folder).flatMap((file) => /^(?!types)(.+)\.js$/.exec(file)?.[1] ?? []);
  expect([...served, ...others].map(([provider]) => provider).sort()).toEqual(known.sort());
});
