import type { Dialect } from '../dialect.ts';
import { aws } from './aws.ts';
import { bunny } from './bunny.ts';
import { cloudflare } from './cloudflare.ts';
import { cloudinary } from './cloudinary.ts';
import { awsConformance } from './conformance/aws.ts';
import { bunnyConformance } from './conformance/bunny.ts';
import { cloudflareConformance } from './conformance/cloudflare.ts';
import { cloudinaryConformance } from './conformance/cloudinary.ts';
import type { ConformanceTable } from './conformance/conformance.ts';
import { contentfulConformance } from './conformance/contentful.ts';
import { fastlyConformance } from './conformance/fastly.ts';
import { imgixConformance } from './conformance/imgix.ts';
import { imgproxyConformance } from './conformance/imgproxy.ts';
import { netlifyConformance } from './conformance/netlify.ts';
import { nextConformance } from './conformance/next.ts';
import { photonConformance } from './conformance/photon.ts';
import { sanityConformance } from './conformance/sanity.ts';
import { shopifyConformance } from './conformance/shopify.ts';
import { shortConformance } from './conformance/short.ts';
import { storyblokConformance } from './conformance/storyblok.ts';
import { thumborConformance } from './conformance/thumbor.ts';
import { weservConformance } from './conformance/weserv.ts';
import { contentful } from './contentful.ts';
import { fastly } from './fastly.ts';
import { imgix } from './imgix.ts';
import { imgproxy } from './imgproxy.ts';
import { netlify } from './netlify.ts';
import { next } from './next.ts';
import { photon } from './photon.ts';
import { sanity } from './sanity.ts';
import { shopify } from './shopify.ts';
import { short } from './short.ts';
import { storyblok } from './storyblok.ts';
import { thumbor } from './thumbor.ts';
import { weserv } from './weserv.ts';

/** What the project knows of a service beside its table. */
export type DialectEntry = {
  dialect: Dialect;
  /** What the service documents, and what of it we do. */
  conformance: ConformanceTable;
  /** The URL of an image (`/a.jpg`, percent-encoded) with parameters (`w=40`), as the service writes it. */
  url: (image: string, parameters: string[]) => string;
  /** The hosts and paths of the URLs that the service itself serves; undefined where they look like any other URL. */
  served: RegExp | undefined;
  /** The parameters that ask for a width, in an automatic format where the service has one. */
  width: (width: number) => string[];
  /** Set where no parameter of the service asks for the best format that the viewer shows. */
  withoutAutoFormat?: true;
  /** Set where the service has a width that follows from the viewer's client hints. */
  autoWidth?: true;
  /** Set where the service writes colors as numbers alone, never by their names. */
  hexOnly?: true;
  /** Set where the path of a URL is not the image's own. */
  rewrites?: {
    /** The path pattern of such URLs, as CloudFront writes invalidations. */
    path: string;
    /** Set where they are recognized below this path only, whatever path the dialect is configured for. */
    only?: true;
  };
};

const inQuery = (image: string, parameters: string[]) => `${image}?${parameters.join('&')}`;

/** In a query, where the image is the parameter `url`. */
const besideUrl = (path: string) => (image: string, parameters: string[]) =>
  inQuery(path, [`url=${encodeURIComponent(decodeURI(image))}`, ...parameters]);

/** Options of Thumbor's path, in its order: those that are no filters stand before them. */
const thumborOptions = (parameters: string[]) => {
  const pairs = parameters.map((parameter) => parameter.split('=', 2));
  const order = ['meta', 'trim', 'crop', 'full-fit-in', 'adaptive-fit-in', 'fit-in', 'size', 'align', 'smart'];
  const options = order.flatMap((name) =>
    pairs
      .filter(([each]) => each === name)
      .map(([, value]) => (['crop', 'size', 'align'].includes(name) ? value : name)),
  );
  const filters = pairs.filter(([name = '']) => !order.includes(name)).map(([name, value = '']) => `${name}(${value})`);
  return [...options.filter(Boolean), ...(filters.length > 0 ? [`filters:${filters.join(':')}`] : [])].join('/');
};

/**
 * Every dialect, by its name in the configuration, which is also the name of its file and of its export. The viewer function
 * bundles the files of the configured ones; all else that has to know the dialects derives from this table.
 */
export const dialects = {
  aws: {
    dialect: aws,
    conformance: awsConformance,
    // A request as JSON in base64.
    served: /^[^/]*\/eyJ[\w+/=%-]{20,}$/,
    url: inQuery,
    width: (width) => [`width=${width}`, 'format=auto'],
  },
  bunny: {
    dialect: bunny,
    conformance: bunnyConformance,
    hexOnly: true,
    served: /\.b-cdn\.net\//,
    url: inQuery,
    width: (width) => [`width=${width}`],
  },
  cloudflare: {
    dialect: cloudflare,
    conformance: cloudflareConformance,
    autoWidth: true,
    served: /\/cdn-cgi\/(image|imagedelivery)\/|^imagedelivery\.net\//,
    url: (image, parameters) => `/cdn-cgi/image/${parameters.join(',')}${image}`,
    width: (width) => [`width=${width}`, 'format=auto'],
    rewrites: { path: '/cdn-cgi/image/*', only: true },
  },
  fastly: {
    dialect: fastly,
    conformance: fastlyConformance,
    hexOnly: true,
    served: /\.(fastly|freetls\.fastly)\.net\//,
    url: inQuery,
    width: (width) => [`width=${width}`, 'auto=webp'],
  },
  imgix: {
    dialect: imgix,
    conformance: imgixConformance,
    autoWidth: true,
    served: /\.imgix\.(net|video)\//,
    url: inQuery,
    width: (width) => [`w=${width}`, 'auto=format'],
  },
  netlify: {
    dialect: netlify,
    conformance: netlifyConformance,
    hexOnly: true,
    served: /\/\.netlify\/images/,
    url: besideUrl('/.netlify/images'),
    width: (width) => [`w=${width}`],
    rewrites: { path: '/.netlify/images*' },
  },
  next: {
    dialect: next,
    conformance: nextConformance,
    hexOnly: true,
    served: /\/_(next|vercel)\/image/,
    url: besideUrl('/_next/image'),
    width: (width) => [`w=${width}`, 'q=75'],
    rewrites: { path: '/_next/image*' },
  },
  sanity: {
    dialect: sanity,
    conformance: sanityConformance,
    hexOnly: true,
    served: /^cdn\.sanity\.io\//,
    url: inQuery,
    width: (width) => [`w=${width}`, 'auto=format'],
    rewrites: { path: '/images/*' },
  },
  short: {
    dialect: short,
    conformance: shortConformance,
    hexOnly: true,
    served: undefined,
    url: inQuery,
    width: (width) => [`s=${width}x`, 'f=auto'],
  },
  weserv: {
    dialect: weserv,
    conformance: weservConformance,
    served: /^(images\.weserv|wsrv)\.nl\//,
    url: besideUrl('/'),
    width: (width) => [`w=${width}`],
    withoutAutoFormat: true,
    rewrites: { path: '/?*' },
  },
  cloudinary: {
    dialect: cloudinary,
    conformance: cloudinaryConformance,
    autoWidth: true,
    served: /^[\w-]*res(-\d)?\.cloudinary\.com\/|\/image\/upload\//,
    url: (image, parameters) => {
      const texts = parameters.map((each) => each.replace('=', '_'));
      // What is laid over the image is a component of its own.
      const layers = texts.filter((each) => /^[lu]_/.test(each));
      const others = texts.filter((each) => !layers.includes(each));
      return `/demo/image/upload/${[others.join(','), ...layers].filter(Boolean).join('/')}/v1${image}`;
    },
    width: (width) => [`w=${width}`, 'f=auto'],
    rewrites: { path: '/*' },
  },
  contentful: {
    dialect: contentful,
    conformance: contentfulConformance,
    hexOnly: true,
    served: /^images\.(eu\.)?ctfassets\.net\//,
    url: inQuery,
    width: (width) => [`w=${width}`],
    withoutAutoFormat: true,
  },
  imgproxy: {
    dialect: imgproxy,
    conformance: imgproxyConformance,
    hexOnly: true,
    served: /^[^/]*\/(unsafe|insecure|_|[\w-]{20,})\/(.+\/)?(plain\/|aHR0c|czM6|bG9jYWw6)/,
    url: (image, parameters) =>
      `/unsafe/${parameters.map((each) => each.replace('=', ':')).join('/')}/plain/local://${image}`,
    width: (width) => [`w=${width}`],
    withoutAutoFormat: true,
    rewrites: { path: '/*' },
  },
  photon: {
    dialect: photon,
    conformance: photonConformance,
    hexOnly: true,
    served: /^i[0-3]\.wp\.com\//,
    url: (image, parameters) => inQuery(`/example.com${image}`, parameters),
    width: (width) => [`w=${width}`],
    rewrites: { path: '/*' },
  },
  shopify: {
    dialect: shopify,
    conformance: shopifyConformance,
    hexOnly: true,
    served: /^cdn\.shopify\.com\/|\/cdn\/shop\//,
    url: inQuery,
    width: (width) => [`width=${width}`],
    rewrites: { path: '/*' },
  },
  storyblok: {
    dialect: storyblok,
    conformance: storyblokConformance,
    served: /^a(-\w+)?\.storyblok\.com\//,
    url: (image, parameters) => `${image}/m/${thumborOptions(parameters)}`,
    width: (width) => [`size=${width}x0`],
    rewrites: { path: '/*' },
  },
  thumbor: {
    dialect: thumbor,
    conformance: thumborConformance,
    served: /\/unsafe\/|^[^/]*\/(fit-in\/|filters:|[\w-]{27}(=|%3D)\/)/,
    url: (image, parameters) => `/unsafe/${thumborOptions(parameters)}${image}`,
    width: (width) => [`size=${width}x0`],
    withoutAutoFormat: true,
    rewrites: { path: '/*' },
  },
} satisfies { [name: string]: DialectEntry };

/** The name of a dialect, in the configuration. */
export type DialectName = keyof typeof dialects;

/** The names of all dialects. */
export const dialectNames: DialectName[] = Object.keys(dialects)
  .filter((name): name is DialectName => Object.hasOwn(dialects, name))
  .sort();

/** What is known of a dialect. */
export const dialectEntry = (name: DialectName): DialectEntry => dialects[name];
