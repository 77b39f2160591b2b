import { mkdirSync, writeFileSync } from 'node:fs';
import { html, type Parameters, picture, srcset, url } from 'edge-images/url';

const images = 'https://images.example.com';

/** As wide as half of the window; a `<picture>` also serves browsers through caches that ignore `Accept`. */
const coast = html(picture(`${images}/landscape.jpg`, {}, { sizes: '50vw', steps: [320, 640, 960, 1280, 1920] }), {
  alt: 'Coast',
  loading: 'lazy',
});

/** A square around the boat, at three densities. */
const square: Parameters = { w: 160, h: 160, fit: 'cover', position: [0.85, 0.7], format: 'auto' };
const src = `${images}/off-centre.jpg`;
const boat = `<img src="${url(src, square)}" srcset="${srcset(src, square)}" width="160" height="160" alt="Boat">`;

mkdirSync('dist', { recursive: true });
writeFileSync(
  'dist/index.html',
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Plain HTML</title>
<style>body { margin: 0 } picture img { width: 50vw; height: auto }</style>
${coast}
${boat}
</html>
`,
);
