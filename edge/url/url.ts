import type { Parameter, Variant } from '../query/parameters.ts';
import type { Position } from '../query/readers/position.ts';

/** As it may be written: a position in parameters too, a list of one number as that number. */
type Written<T> = T | (Position extends T ? string : never) | (number[] extends T ? number : never);

/** What is asked of a picture, in the parameters of the table. */
export type Parameters = { [W in Exclude<Parameter, 'ar'>]?: Written<Variant[W]> | undefined } & {
  ar?: number | `${number}:${number}` | undefined;
};

/** The address of a picture with parameters: `url('/a.jpg', { w: 400, format: 'auto' })`. */
export const url = (src: string, parameters: Parameters = {}): string => written(src, parameters);

const written = (src: string, parameters: object) => {
  const asked = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = asked.map(([parameter, value]) => `${parameter}=${encodeURIComponent(String(value))}`).join('&');
  return query ? src + (src.includes('?') ? '&' : '?') + query : src;
};

/** The path of an object: whatever stands in its key, S3 finds it. */
export const path = (key: string): string => `/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Widths in pixels, each a step of the default ladder; from a small phone to a large screen of high density. */
export const widths = [320, 480, 640, 768, 960, 1280, 1536, 1920, 2560, 3840];

/** Pixels of a screen to one of a page. */
export const densities = [1, 2, 3];

/** Whether the page gives the picture a size; otherwise it is as wide as its place. */
const isFixed = (parameters: Parameters) => parameters.w !== undefined || parameters.h !== undefined;

/** Candidates for a browser: by width, or by density where the parameters fix a side. */
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

/** Attributes of a `<picture>`, by the names that React and the DOM give them. */
export type Picture = {
  sources: { type: string; srcSet: string; sizes?: string }[];
  img: { src: string; srcSet: string; sizes?: string; width?: number; height?: number };
};

/** How a picture stands in its page. */
export type Place = {
  /** How wide it is shown, for pictures without a fixed size: `(min-width: 60em) 50vw, 100vw`. */
  sizes?: string;
  /** Widths or densities other than the usual ones. */
  steps?: readonly number[];
  /** Formats to choose from, the preferred first; what shows none of them asks without. */
  formats?: readonly ('avif' | 'webp')[];
};

/** A picture in every format and size that a browser may choose. */
export const picture = (src: string, parameters: Parameters = {}, place: Place = {}): Picture => {
  const {
    sizes = isFixed(parameters) ? undefined : '100vw',
    steps = stepsOf(parameters),
    formats = ['avif', 'webp'],
  } = place;
  const shown = (asked: Parameters) => ({ srcSet: srcset(src, asked, steps), ...(sizes && { sizes }) });
  const plain: Parameters = { format: 'auto', ...parameters };
  const { w, h } = parameters;
  const size = typeof w === 'number' && typeof h === 'number' && { width: w, height: h };
  const middle = steps[steps.length >> 1] ?? 0;
  return {
    sources: formats.map((format) => ({ type: `image/${format}`, ...shown({ ...parameters, format }) })),
    img: { src: url(src, isFixed(parameters) ? plain : { ...plain, w: middle }), ...shown(plain), ...size },
  };
};

/** The same as text; further attributes are those of the `<img>`. */
export const html = ({ sources, img }: Picture, attributes: { [name: string]: string } = {}): string => {
  const tag = (name: string, values: object) =>
    `<${name}${Object.entries(values)
      .map(
        ([each, value]) =>
          ` ${each.toLowerCase()}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
      )
      .join('')}>`;
  return `<picture>${sources.map((source) => tag('source', source)).join('')}${tag('img', { ...img, ...attributes })}</picture>`;
};

/** Signs each address of a picture: a server's task, for whom `sign` holds the secret. */
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
  ({ src, width, quality }: { src: string; width: number; quality?: number }): string =>
    url(/^(https?:)?\/\//.test(src) ? src : base + src.replace(/^\/?/, '/'), {
      format: 'auto',
      ...parameters,
      w: width,
      q: quality,
    });

type Numeric = number | string | undefined;

/** What unpic's components ask for, in their parameters, and any parameter of ours beside it. */
export type Operations = Omit<Parameters, 'format'> & {
  width?: Numeric;
  height?: Numeric;
  quality?: Numeric;
  format?: string;
};

/** A transformer for unpic's components: a crop where they give two sides. */
export const transformer = (src: string | URL, { width, height, quality, ...parameters }: Operations): string => {
  const whole = (value: Numeric) => (value === undefined ? undefined : Math.round(Number(value)));
  const size = { w: whole(width), h: whole(height), q: whole(quality) };
  return written(String(src), { fit: 'cover', format: 'auto', ...parameters, ...size });
};
