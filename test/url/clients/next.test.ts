import { afterAll, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { shows, startClients } from '../../support/clients.ts';

type ImageLoaderProps = { src: string; width: number; quality?: number };

// The loaders that Next.js publishes, as text only, in
// https://nextjs.org/docs/app/api-reference/config/next-config-js/images: those whose options are a query or Cloudflare's
// path. Their own names, comments and lines; `example.com` stands for the distribution.

function akamaiLoader({ src, width }: ImageLoaderProps) {
  return `https://example.com/${src}?imwidth=${width}`;
}

function cloudfrontLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  url.searchParams.set('format', 'auto');
  url.searchParams.set('width', width.toString());
  url.searchParams.set('quality', (quality || 75).toString());
  return url.href;
}

function cloudflareLoader({ src, width, quality }: ImageLoaderProps) {
  const params = [`width=${width}`, `quality=${quality || 75}`, 'format=auto'];
  return `https://example.com/cdn-cgi/image/${params.join(',')}/${src}`;
}

function contentfulLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  url.searchParams.set('fm', 'webp');
  url.searchParams.set('w', width.toString());
  url.searchParams.set('q', (quality || 75).toString());
  return url.href;
}

function fastlyLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  url.searchParams.set('auto', 'webp');
  url.searchParams.set('width', width.toString());
  url.searchParams.set('quality', (quality || 75).toString());
  return url.href;
}

function gumletLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  url.searchParams.set('format', 'auto');
  url.searchParams.set('w', width.toString());
  url.searchParams.set('q', (quality || 75).toString());
  return url.href;
}

function imgixLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  const params = url.searchParams;
  params.set('auto', params.getAll('auto').join(',') || 'format');
  params.set('fit', params.get('fit') || 'max');
  params.set('w', params.get('w') || width.toString());
  params.set('q', (quality || 50).toString());
  return url.href;
}

function sirvLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  const params = url.searchParams;
  params.set('format', params.getAll('format').join(',') || 'optimal');
  params.set('w', params.get('w') || width.toString());
  params.set('q', (quality || 85).toString());
  return url.href;
}

function supabaseLoader({ src, width, quality }: ImageLoaderProps) {
  const url = new URL(`https://example.com${src}`);
  url.searchParams.set('width', width.toString());
  url.searchParams.set('quality', (quality || 75).toString());
  return url.href;
}

function myImageLoader({ src, width, quality }: ImageLoaderProps) {
  return `https://example.com/${src}?w=${width}&q=${quality || 75}`;
}

const { ask, close } = await startClients();
afterAll(close);

test.each<
  [
    loader: (props: ImageLoaderProps) => string,
    src: string,
    dialect: DialectName | 'native',
    small: string,
    large: string,
  ]
>([
  [cloudfrontLoader, '/chart.jpg', 'aws', '384x256 modern RGYB', '1080x720 modern RGYB'],
  [cloudflareLoader, 'chart.jpg', 'cloudflare', '384x256 modern RGYB', '600x400 modern RGYB'],
  [fastlyLoader, '/chart.jpg', 'fastly', '384x256 modern RGYB', '600x400 modern RGYB'],
  [imgixLoader, '/chart.jpg', 'imgix', '384x256 modern RGYB', '600x400 modern RGYB'],
  [akamaiLoader, 'chart.jpg', 'native', '384x256 jpeg RGYB', '600x400 jpeg RGYB'],
  [cloudfrontLoader, '/chart.jpg', 'native', '384x256 modern RGYB', '600x400 modern RGYB'],
  [contentfulLoader, '/chart.jpg', 'native', '384x256 webp RGYB', '600x400 webp RGYB'],
  [gumletLoader, '/chart.jpg', 'native', '384x256 modern RGYB', '600x400 modern RGYB'],
  [imgixLoader, '/chart.jpg', 'native', '384x256 modern RGYB', '600x400 modern RGYB'],
  [sirvLoader, '/chart.jpg', 'native', '384x256 modern RGYB', '600x400 modern RGYB'],
  [supabaseLoader, '/chart.jpg', 'native', '384x256 jpeg RGYB', '600x400 jpeg RGYB'],
  [myImageLoader, 'chart.jpg', 'native', '384x256 jpeg RGYB', '600x400 jpeg RGYB'],
])('%o of %s, in %s', async (loader, src, dialect, small, large) => {
  expect(await ask(dialect, loader({ src, width: 384 }))).toMatch(shows(small));
  expect(await ask(dialect, loader({ src, width: 1080 }))).toMatch(shows(large));
});
