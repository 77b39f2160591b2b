import type { Ignored } from '../../../../edge/explain/parameters.ts';
import type { ParameterDocs } from '../../../../edge/query/docs.ts';
import { path } from '../../../../edge/url/url.ts';
import type { PageSettings } from '../../../config/settings/page-settings.ts';
import { addressOf, type Query } from './state.ts';

/** A file beside this script: of `npm start`, or of a deployed stack. */
const file = (name: string) => new URL(name, import.meta.url).href;

const json = async <T>(name: string): Promise<T> => (await fetch(file(name))).json();

let settings: Promise<PageSettings> | undefined;

/** What this service is and closes; asked once. */
export const fetchSettings = (): Promise<PageSettings> => {
  settings ??= json('settings.json');
  return settings;
};

/** The headers of a simulated viewer, as a page may send them: to `npm start` under names of its own, else the older names of hints. */
const sent = async (headers: { [name: string]: string }) =>
  (await fetchSettings()).local
    ? headers
    : Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace(/^x-as-(sec-ch-)?/, ''), value]));

/** Where the image of an address is asked for as another viewer. */
const placeOf = async (address: string, folder: 'as' | 'explain') =>
  (await fetchSettings()).local ? `/_local/${folder}${address}` : address;

/** What a URL answers: an image, a text, or why there is none. */
export type Answer = {
  address: string;
  status: number;
  headers: Headers;
  type: string;
  bytes: number;
  /** Milliseconds until all of it was there. */
  took: number;
  /** An image that can be shown. */
  image?: { src: string; width: number; height: number };
  /** Facts, a placeholder, a problem. */
  text?: string;
  /** Set where the body was not loaded, because it is an original with too many bytes or pixels. */
  unread?: true;
};

/** Bytes that the page loads at most: the original of a failed derivative may have hundreds of megabytes. */
const largest = 8_000_000;

/** A few megabytes of PNG may decode to gigabytes of pixels, which a browser would try to hold. */
const isTooLarge = (headers: Headers) =>
  Number(headers.get('content-length') ?? 0) > largest || headers.get('x-image-reason') === 'too-many-pixels';

type Asking = { headers: { [name: string]: string }; signal: AbortSignal };

/** Asks for an image as the simulated viewer does. */
export const fetchAnswer = async (address: string, { headers, signal }: Asking): Promise<Answer> => {
  const started = performance.now();
  const leave = new AbortController();
  const response = await fetch(await placeOf(address, 'as'), {
    headers: await sent(headers),
    signal: AbortSignal.any([signal, leave.signal]),
  });
  const type = response.headers.get('content-type') ?? '';
  const length = Number(response.headers.get('content-length') ?? 0);
  const common = { address, status: response.status, headers: response.headers, type };
  if (isTooLarge(response.headers)) {
    leave.abort();
    return { ...common, bytes: length, took: performance.now() - started, unread: true };
  }
  const body = await response.blob();
  const answer = { ...common, bytes: body.size, took: performance.now() - started };
  if (!response.ok || (body.size > 0 && !type.startsWith('image/'))) return { ...answer, text: await body.text() };
  const image = await decoded(body);
  return image ? { ...answer, image } : answer;
};

/** The image of some bytes; undefined where this browser can't show it. */
const decoded = async (body: Blob): Promise<Answer['image']> => {
  const image = new Image();
  image.src = URL.createObjectURL(body);
  return image
    .decode()
    .then(() => ({ src: image.src, width: image.naturalWidth, height: image.naturalHeight }))
    .catch(() => undefined);
};

/** The original's size on disk and its type, without its bytes; undefined where there is none. */
export type Original = { bytes: number; type: string };

export const fetchOriginal = async (image: string, signal: AbortSignal): Promise<Original | undefined> => {
  const response = await fetch(path(image), { method: 'HEAD', signal });
  if (!response.ok) return undefined;
  const { headers } = response;
  return { bytes: Number(headers.get('content-length') ?? 0), type: headers.get('content-type') ?? '' };
};

/** What `format=json` tells of the derivative, made as large as the original allows. */
export type Facts = {
  width: number;
  height: number;
  palette: { color: string; share?: number }[];
  blurhash: string;
  thumbhash: string;
  original: { format: string; width: number; height: number; bytes: number; frames: number; alpha: boolean };
};

export const fetchFacts = async (image: string, parameters: Query, signal: AbortSignal): Promise<Facts | undefined> => {
  const { format: _, fmts: __, q: ___, dl: ____, explain: _____, ...rest } = parameters;
  const address = addressOf(image, { ...rest, format: 'json', dpr: '5' });
  const response = await fetch(address, { signal });
  return response.headers.get('content-type')?.includes('json') && response.ok ? response.json() : undefined;
};

/** What `explain` answers: only what the page shows of it. */
export type Explanation = {
  answer?: { sentBy: string; status: number; why?: string };
  title?: string;
  why?: string;
  underivable?: { reason: string; detail?: string };
  candidates?: Candidate[];
  original?: { format: string; width: number; height: number; bytes: number };
  derivative?: { bytes: number };
  parameters?: { parameter: string; value: unknown; from: string; asked?: string; note?: string }[];
  ignored?: Ignored[];
  bucket?: { kept?: boolean };
  timings?: { [stage: string]: number };
  cacheKey?: string;
};

export type Candidate = {
  type: string;
  encoding?: string;
  quality?: number;
  bytes: number;
  score?: number;
  scoredOn?: string;
  chosen?: boolean;
};

export const fetchExplanation = async (address: string, { headers, signal }: Asking): Promise<Explanation> => {
  const { local, explains } = await fetchSettings();
  if (!explains) throw new Error('explain is off for this page');
  const asked = local ? address : `${address}${address.includes('?') ? '&' : '?'}explain=1`;
  return (await fetch(await placeOf(asked, 'explain'), { headers: await sent(headers), signal })).json();
};

/** A URL of any service in our parameters. */
export type ReadUrl = { dialect: string; path: string; parameters: Query; lost: Ignored[] };

export const readUrl = async (url: string, dialect: string): Promise<ReadUrl> => {
  const asked = new URLSearchParams({ url, dialect });
  if ((await fetchSettings()).local) return (await fetch(`/_local/read?${asked}`)).json();
  const reader: { readUrl: (asked: URLSearchParams) => ReadUrl } = await import(file('read.js'));
  return reader.readUrl(asked);
};

/** The names of the services whose URLs can be read. */
export const fetchDialects = (): Promise<string[]> => json('dialects.json');

/** Puts an image into the bucket until the server ends. */
export const uploadImage = async (file: File): Promise<void> => {
  const response = await fetch(`/_local/images${path(file.name)}`, {
    method: 'PUT',
    body: file,
    headers: { 'content-type': file.type || 'binary/octet-stream' },
  });
  if (!response.ok) throw new Error(`${file.name} was not taken: ${response.status}`);
};

export const fetchImages = async (): Promise<string[]> => {
  const keys: readonly string[] = (await fetchSettings()).images ?? (await json<string[]>('images.json'));
  return keys.filter((key) => /\.(avif|gif|jfif|jpe?g|png|svgz?|tiff?|webp|heic|heif|bmp)$/i.test(key));
};

export const fetchParameters = (): Promise<ParameterDocs[]> => json('parameters.json');

/** A small image for the list: of `npm start` only where it is small. */
export const thumbnailOf = (key: string, { local }: PageSettings): string =>
  local ? `/_local/thumbnail${path(key)}` : `${path(key)}?w=160&h=120&fit=cover&format=webp&q=60&anim=false`;
