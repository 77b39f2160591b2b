import type { Parameter, Variant } from '../query/parameters.ts';
import type { Position } from '../query/readers/position.ts';

/** A value as a URL may spell it: lists also as text with commas, a list of one number also as that number. */
type Spelled<T> =
  | T
  | (Position extends T ? string : never)
  | (T extends readonly (infer _)[] ? string | number : never);

/** A side in pixels, as a share of the original below 1, or as `50%`. */
type Side = number | `${number}%`;

/** Parameters whose URLs may say more than their parsed values do. */
type Special = {
  w?: Side | 'auto' | undefined;
  h?: Side | undefined;
  'mark-w'?: Side | undefined;
  ar?: number | `${number}:${number}` | undefined;
  'max-bytes'?: number | `${number}${'k' | 'm'}` | undefined;
  /** A file name, or true for the original's own. */
  dl?: string | true | undefined;
  explain?: boolean | undefined;
};

/** The parameters of an image. An undefined parameter counts as not given. */
export type Parameters = { [P in Exclude<Parameter, keyof Special>]?: Spelled<Variant[P]> | undefined } & Special;

/** Adds parameters to the URL of an image: `url('/a.jpg', { w: 400, format: 'auto' })`. */
export const url = (src: string, parameters: Parameters = {}): string => withQuery(src, parameters);

/** The URL with these parameters appended to its query; undefined ones are left out. */
export const withQuery = (src: string, parameters: object): string => {
  const query = Object.entries(given(parameters))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query ? src + (src.includes('?') ? '&' : '?') + query : src;
};

/** Parameters without undefined values, which must not replace defaults. */
const given = <T extends object>(parameters: T): Partial<T> => {
  const rest: Partial<T> = { ...parameters };
  for (const name in rest) if (rest[name] === undefined) delete rest[name];
  return rest;
};

/** The path of an object in the bucket, percent-encoded. */
export const path = (key: string): string => `/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Default widths of `srcset` candidates in pixels, from small phones to large high-density screens; each is a step of the default ladder. */
export const widths = [320, 480, 640, 768, 960, 1280, 1536, 1920, 2560, 3840];

/** Default densities of `srcset` candidates, in device pixels per CSS pixel. */
export const densities = [1, 2, 3];

/** Whether the parameters fix a side; otherwise the image is as wide as its place in the page. */
const isFixed = (parameters: Parameters) => parameters.w !== undefined || parameters.h !== undefined;

/** The value of a `srcset` attribute: candidates by density if the parameters have `w` or `h`, else by width. */
export const srcset = (
  src: string,
  parameters: Parameters = {},
  steps: readonly number[] = stepsOf(parameters),
): string =>
  steps
    .map((step) =>
      isFixed(parameters)
        ? `${url(src, { ...parameters, dpr: step })} ${step}x`
        : `${url(src, { ...parameters, w: step })} ${step}w`,
    )
    .join(', ');

const stepsOf = (parameters: Parameters) => (isFixed(parameters) ? densities : widths);

/** Attributes of a `<picture>`, by their names in React and the DOM. */
export type Picture = {
  sources: { type: string; srcSet: string; sizes?: string }[];
  img: { src: string; srcSet: string; sizes?: string; width?: number; height?: number };
};

/** How the page shows an image. */
export type Place = {
  /** The `sizes` attribute, for images without a fixed size: `(min-width: 60em) 50vw, 100vw`. */
  sizes?: string;
  /** Widths or densities to use instead of the defaults. */
  steps?: readonly number[];
  /** Formats to offer, the preferred one first. A browser that supports none of them uses the `<img>`. */
  formats?: readonly ('avif' | 'webp')[];
};

/** The attributes of a `<picture>` that offers every format and size. */
export const picture = (src: string, parameters: Parameters = {}, place: Place = {}): Picture => {
  const {
    sizes = isFixed(parameters) ? undefined : '100vw',
    steps = stepsOf(parameters),
    formats = ['avif', 'webp'],
  } = place;
  const candidates = (asked: Parameters) => ({ srcSet: srcset(src, asked, steps), ...(sizes && { sizes }) });
  const plain: Parameters = { format: 'auto', ...given(parameters) };
  const { w: width, h: height } = parameters;
  const size = isPixels(width) && isPixels(height) && { width, height };
  const middle = steps[steps.length >> 1] ?? 0;
  return {
    sources: formats.map((format) => ({ type: `image/${format}`, ...candidates({ ...parameters, format }) })),
    img: { src: url(src, isFixed(parameters) ? plain : { ...plain, w: middle }), ...candidates(plain), ...size },
  };
};

/** A side that the page can reserve: shares and `auto` depend on the original. */
const isPixels = (side: Parameters['w']): side is number => typeof side === 'number' && side >= 1;

/** The picture as HTML. `attributes` are added to the `<img>`. */
export const html = ({ sources, img }: Picture, attributes: { [name: string]: string } = {}): string =>
  `<picture>${sources.map((source) => tag('source', source)).join('')}${tag('img', { ...img, ...attributes })}</picture>`;

const tag = (name: string, attributes: object) =>
  `<${name}${Object.entries(attributes)
    .map(([each, value]) => ` ${each.toLowerCase()}="${escapeHtml(String(value))}"`)
    .join('')}>`;

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Signs every URL of a picture. Only on a server: `sign` needs the secret. */
export const signed = async ({ sources, img }: Picture, sign: (url: string) => Promise<string>): Promise<Picture> => {
  const each = async (srcSet: string) => {
    const candidates = srcSet.split(', ').map(async (candidate) => {
      const [address = '', step] = candidate.split(' ');
      return `${await sign(address)} ${step}`;
    });
    return (await Promise.all(candidates)).join(', ');
  };
  return {
    sources: await Promise.all(sources.map(async (source) => ({ ...source, srcSet: await each(source.srcSet) }))),
    img: { ...img, src: await sign(img.src), srcSet: await each(img.srcSet) },
  };
};

/** A loader for `next/image`: `export default nextLoader('https://images.example.com')`. */
export const nextLoader =
  (base = '', parameters: Parameters = {}) =>
  ({ src, width, quality }: { src: string; width: number; quality?: number | undefined }): string =>
    url(resolved(base, src), { format: 'auto', ...given({ ...parameters, ...given({ w: width, q: quality }) }) });

/** The URL of a path under the base; a URL stays. */
const resolved = (base: string, src: string) =>
  /^(https?:)?\/\//.test(src) ? src : base.replace(/\/+$/, '') + src.replace(/^\/?/, '/');

/** Parameters by the names that unpic and Nuxt Image use, and any parameter of this project. */
export type Operations = Omit<Parameters, 'fit' | 'format'> & {
  width?: number | string;
  height?: number | string;
  quality?: number | string;
  fit?: string;
  format?: string;
};

/** The same with `undefined` wherever a value may be absent: components pass it. */
type Given<T> = { [K in keyof T]?: T[K] | undefined };

/** A transformer for unpic's components and for Nuxt Image providers. Crops if both width and height are given. */
export const transformer = (
  src: string | URL,
  { width, height, quality, ...parameters }: Given<Operations>,
): string => {
  const whole = (value?: number | string) => (value === undefined ? undefined : Math.round(Number(value)));
  const size = { w: whole(width), h: whole(height), q: whole(quality) };
  return withQuery(String(src), { fit: 'cover', format: 'auto', ...given(parameters), ...given(size) });
};

/** What Angular's `NgOptimizedImage` passes to a loader. Parameters go into `loaderParams`. */
export type AngularImage = {
  src: string;
  width?: number | undefined;
  height?: number | undefined;
  isPlaceholder?: boolean | undefined;
  loaderParams?: Given<Operations> | undefined;
};

/** A loader for Angular's `NgOptimizedImage`: `{ provide: IMAGE_LOADER, useValue: angularLoader('https://images.example.com') }`. */
export const angularLoader =
  (base = '', parameters: Parameters = {}) =>
  ({ src, width, height, isPlaceholder, loaderParams }: AngularImage): string =>
    transformer(resolved(base, src), {
      ...(isPlaceholder && { quality: 20 }),
      ...parameters,
      ...given({ ...loaderParams, width, height }),
    });
