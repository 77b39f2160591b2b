import type { DialectName } from '../../../edge/query/dialects/registry.ts';
// Angular's packages are published half compiled: whoever loads them without its bundler needs the compiler first.
import '@angular/compiler';
import {
  IMAGE_LOADER,
  type ImageLoaderConfig,
  provideCloudflareLoader,
  provideImgixLoader,
  provideNetlifyLoader,
} from '@angular/common';
import { Injector, type Provider } from '@angular/core';
import { afterAll, expect, test } from 'vitest';
import { host, shows, startClients } from '../../support/clients.ts';

const { ask, close } = await startClients();
afterAll(close);

/** The address of an `<img ngSrc>` in an application that has this loader. */
const urlOf = (loader: (path: string) => unknown, config: ImageLoaderConfig) => {
  const providers = [loader(`https://${host}`) as Provider];
  return Injector.create({ providers: providers.flat() }).get(IMAGE_LOADER)(config);
};

test.each<
  [loader: (path: string) => unknown, dialect: DialectName | 'native', config: ImageLoaderConfig, shown: string]
>([
  [provideImgixLoader, 'imgix', { src: 'chart.jpg', width: 300 }, '300x200 modern RGYB'],
  [provideImgixLoader, 'imgix', { src: 'chart.jpg', width: 30, isPlaceholder: true }, '30x20 modern RGYB'],
  [
    provideImgixLoader,
    'imgix',
    { src: 'chart.jpg', width: 100, height: 400, loaderParams: { transform: { fit: 'crop', crop: 'left' } } },
    '100x400 modern RRBB',
  ],
  [provideImgixLoader, 'native', { src: 'chart.jpg', width: 300 }, '300x200 modern RGYB'],
  [provideCloudflareLoader, 'cloudflare', { src: 'chart.jpg', width: 300 }, '300x200 modern RGYB'],
  [provideCloudflareLoader, 'cloudflare', { src: 'chart.jpg', width: 900 }, '600x400 modern RGYB'],
  [
    provideCloudflareLoader,
    'cloudflare',
    { src: '/chart.jpg', width: 100, height: 400, loaderParams: { transform: 'fit=cover,gravity=right' } },
    '100x400 modern GGYY',
  ],
  [provideNetlifyLoader, 'netlify', { src: 'chart.jpg', width: 300 }, '300x200 modern RGYB'],
  [
    provideNetlifyLoader,
    'netlify',
    { src: '/chart.jpg', width: 600, height: 100, loaderParams: { fit: 'cover', position: 'bottom' } },
    '600x100 modern BYYB',
  ],
])('%o, in %s, of %o', async (loader, dialect, config, shown) => {
  expect(await ask(dialect, urlOf(loader, config))).toMatch(shows(shown));
});
