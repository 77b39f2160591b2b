import { byDensity, byWidth, type Candidate, fixedValues, urlAtWidth } from './responsive.ts';
import type { Example, Snippet } from './snippet.ts';
import { withQuery } from './url.ts';

/** Snippets for pages written by hand. */
export const webSnippets = (example: Example): Snippet[] => {
  const only = (name: string, language: string, code: string, note?: string): Snippet => ({
    name,
    group: 'Web',
    files: [{ language, code }],
    ...(note && { note }),
  });
  return [
    only('URL', 'text', withQuery(example.src, { ...fixedValues(example), ...ownDensity(example) })),
    only('HTML, fixed size', 'html', fixedImage(example)),
    only(
      'HTML, responsive',
      'html',
      responsiveImage(example),
      'Change sizes to how wide the image is in your layout. At the top of a page, replace loading="lazy" by fetchpriority="high".',
    ),
    only(
      '<picture>',
      'html',
      pictureElement(example),
      'For pages that a cache keeps without regard to Accept, and for mail.',
    ),
    only('CSS', 'css', imageSet(example)),
  ];
};

/** The URL alone keeps the density that it was tried with. */
const ownDensity = ({ parameters }: Example) => (parameters.dpr ? { dpr: parameters.dpr } : {});

const fixedImage = (example: Example) =>
  element('img', {
    src: byDensity(example)[0]?.url ?? '',
    srcset: list(byDensity(example)),
    ...attributesOf(example),
  });

const responsiveImage = (example: Example) =>
  element('img', {
    src: urlAtWidth(example, example.width),
    srcset: list(byWidth(example)),
    sizes: sizesOf(example),
    ...attributesOf(example),
  });

/** As wide as the window up to its own width. */
export const sizesOf = ({ width }: Example): string => `(min-width: ${width}px) ${width}px, 100vw`;

const attributesOf = ({ width, height, alt }: Example) => ({
  width: String(width),
  height: String(height),
  alt,
  loading: 'lazy',
});

const pictureElement = (example: Example) => {
  const as = (format: string) => ({ ...example, parameters: { ...example.parameters, format } });
  const source = (format: string) =>
    element('source', { type: `image/${format}`, srcset: list(byDensity(as(format))) });
  const fallback = example.parameters.bg === undefined && keepsAlpha(example) ? 'png' : 'jpeg';
  const image = element('img', { src: byDensity(as(fallback))[0]?.url ?? '', ...attributesOf(example) });
  return `<picture>\n${[source('avif'), source('webp'), image].map(indented).join('\n')}\n</picture>`;
};

/** Whether the fallback may have to be transparent: PNG is as large as it is safe. */
const keepsAlpha = ({ src, parameters }: Example) =>
  /\.(png|gif|svgz?)$/i.test(src) || parameters.mask !== undefined || parameters.radius !== undefined;

const imageSet = (example: Example) => {
  const [first, ...others] = byDensity(example);
  const one = `url("${first?.url}")`;
  const all = [`${one} 1x`, ...others.map(({ url, descriptor }) => `url("${url}") ${descriptor}`)];
  return `.image {
  width: ${example.width}px;
  aspect-ratio: ${example.width} / ${example.height};
  background: ${one} center / cover;
  background-image: image-set(
${all.map((each) => `    ${each}`).join(',\n')}
  );
}`;
};

const list = (candidates: Candidate[]) =>
  candidates.length < 2
    ? candidates.map(({ url, descriptor }) => `${url} ${descriptor}`).join()
    : `\n${candidates.map(({ url, descriptor }) => `    ${url} ${descriptor}`).join(',\n')}\n  `;

/** An element with an attribute a line. */
const element = (name: string, attributes: { [name: string]: string }) =>
  `<${name}\n${Object.entries(attributes)
    .map(([each, value]) => `  ${each}="${escaped(value)}"`)
    .join('\n')}\n>`;

// url.ts is published without dependencies and does not export its own.
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

const indented = (text: string) => text.replaceAll(/^/gm, '  ');
