import { fixedValues, fluidValues, type Values } from './responsive.ts';
import { type Example, literal, type Snippet } from './snippet.ts';
import { sizesOf } from './snippets-web.ts';

/** Snippets for frameworks of the web, which import the package's URL builder. */
export const frameworkSnippets = (example: Example): Snippet[] => [
  react(example),
  next(example),
  nuxt(example),
  unpic(example),
  astro(example),
  angular(example),
];

const react = (example: Example): Snippet => ({
  name: 'React',
  group: 'Frameworks',
  files: [
    {
      language: 'jsx',
      code: `import { picture } from 'edge-images/url';

const { sources, img } = picture(
  '${example.src}',
  ${literal(automatic(fluidValues(example)))},
  { sizes: '${sizesOf(example)}' },
);

<picture>
  {sources.map((source) => (
    <source key={source.type} {...source} />
  ))}
  <img {...img} width={${example.width}} height={${example.height}} alt=${JSON.stringify(example.alt)} loading="lazy" />
</picture>;`,
    },
  ],
});

const next = (example: Example): Snippet => ({
  name: 'Next.js',
  group: 'Frameworks',
  files: [
    {
      name: 'app/photo.jsx',
      language: 'jsx',
      code: `'use client';
import { nextLoader } from 'edge-images/url';
import Image from 'next/image';

const loader = nextLoader('${originOf(example)}', ${literal(automatic(fluidValues(example)))});

export const Photo = () => (
  <Image
    loader={loader}
    src="${pathOf(example)}"
    width={${example.width}}
    height={${example.height}}
    sizes="${sizesOf(example)}"
    alt=${JSON.stringify(example.alt)}
  />
);`,
    },
  ],
  note: 'For one loader for all images of a site, without crops, set images.loaderFile in next.config.js: samples/apps/next.',
});

const nuxt = (example: Example): Snippet => ({
  name: 'Nuxt',
  group: 'Frameworks',
  files: [
    {
      name: 'app/providers/edge-images.ts',
      language: 'ts',
      code: `import { defineProvider } from '@nuxt/image/runtime';
import { transformer } from 'edge-images/url';

export default defineProvider({
  getImage: (src, { modifiers }) => ({ url: transformer('${originOf(example)}' + src, modifiers) }),
});`,
    },
    {
      name: 'page.vue',
      language: 'vue',
      code: `<NuxtImg
  provider="edge-images"
  src="${pathOf(example)}"
  width="${example.width}"
  height="${example.height}"
  :modifiers="${literal(automatic(fluidValues(example)), "'")}"
  alt="${example.alt}"
/>`,
    },
  ],
  note: 'In nuxt.config.ts: image: { providers: { "edge-images": { provider: "~/providers/edge-images.ts" } } }',
});

const unpic = (example: Example): Snippet => ({
  name: 'unpic',
  group: 'Frameworks',
  files: [
    {
      language: 'jsx',
      code: `import { Image } from '@unpic/react/base';
import { transformer } from 'edge-images/url';

<Image
  src="${example.src}"
  transformer={transformer}
  operations={${literal(automatic(fluidValues(example)))}}
  width={${example.width}}
  height={${example.height}}
  alt=${JSON.stringify(example.alt)}
/>;`,
    },
  ],
  note: 'In TypeScript, write <Image<Operations, undefined> …>, with the type Operations from edge-images/url.',
});

const astro = (example: Example): Snippet => ({
  name: 'Astro',
  group: 'Frameworks',
  files: [
    {
      language: 'astro',
      code: `---
import { srcset, url } from 'edge-images/url';

const src = '${example.src}';
const image = ${literal({ format: 'auto', ...fixedValues(example) })} as const;
---
<img
  src={url(src, image)}
  srcset={srcset(src, { w: ${example.width}, ...image })}
  width={${example.width}}
  height={${example.height}}
  alt=${JSON.stringify(example.alt)}
/>`,
    },
  ],
  note: 'samples/apps/astro has an image service for Astro’s own <Image>.',
});

const angular = (example: Example): Snippet => ({
  name: 'Angular',
  group: 'Frameworks',
  files: [
    {
      name: 'app.config.ts',
      language: 'ts',
      code: `import { IMAGE_LOADER } from '@angular/common';
import { angularLoader } from 'edge-images/url';

export const appConfig = {
  providers: [{ provide: IMAGE_LOADER, useValue: angularLoader('${originOf(example)}') }],
};`,
    },
    {
      name: 'app.html',
      language: 'html',
      code: `<img
  ngSrc="${pathOf(example)}"
  width="${example.width}"
  height="${example.height}"
  [loaderParams]="${literal(automatic(fluidValues(example)))}"
  alt="${example.alt}"
/>`,
    },
  ],
});

/** The scheme and host of the image, and its path. */
const originOf = ({ src }: Example) => src.replace(/^(https?:\/\/[^/]+).*/, '$1');
const pathOf = ({ src }: Example) => src.replace(/^https?:\/\/[^/]+/, '');

/** Without a format of its own, an image is served in the best that the browser shows: the builder's own default. */
const automatic = ({ format = 'auto', ...values }: Values): Values =>
  format === 'auto' ? values : { ...values, format };
