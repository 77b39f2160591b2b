import { readXml } from '../../edge/image/formats/xml.ts';

/** An image that a site asks for today: how often, and what it was sent. */
export type ImageUrl = { url: URL; count: number; answer?: Answer };

/** What a URL was answered with; the bytes where the file holds them. */
export type Answer = { type: string; bytes: number; body?: Buffer };

/** Reads the image URLs of a file; `base` is the address of paths without a host. Throws a sentence where there are none. */
type Reader = (text: string, base: string) => ImageUrl[];

/** By the option that names the file. */
export const readers = {
  har: (text) => collect(harEntries(text)),
  sitemap: (text) => collect(sitemapUrls(text)),
  log: (text, base) => collect(logUrls(text, base)),
} satisfies { [option: string]: Reader };

/** Each URL once, the most frequent first. */
const collect = (found: Omit<ImageUrl, 'count'>[]): ImageUrl[] => {
  const byUrl = new Map<string, ImageUrl>();
  for (const { url, answer } of found) {
    const known = byUrl.get(url.href);
    byUrl.set(url.href, { url, ...(answer && { answer }), ...known, count: (known?.count ?? 0) + 1 });
  }
  return [...byUrl.values()].sort((one, other) => other.count - one.count);
};

type HarEntry = {
  request?: { url?: string };
  response?: { content?: { mimeType?: string; size?: number; text?: string; encoding?: string } };
};

/** What a browser's developer tools save: http://www.softwareishard.com/blog/har-12-spec/ */
const harEntries = (text: string) => {
  const entries: HarEntry[] = parseJson(text)?.log?.entries ?? [];
  return entries.flatMap(({ request, response }) => {
    const url = urlOf(request?.url ?? '');
    const { mimeType = '', size = 0, text = '', encoding } = response?.content ?? {};
    if (!url || !mimeType.startsWith('image/')) return [];
    const body = encoding === 'base64' && text !== '' ? Buffer.from(text, 'base64') : undefined;
    return [{ url, answer: { type: mimeType, bytes: body?.length ?? size, ...(body && { body }) } }];
  });
};

const parseJson = (text: string) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no HAR file: ${error instanceof Error ? error.message : error}`);
  }
};

/** `<image:loc>`, and `<loc>` of what looks like an image: https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps */
const sitemapUrls = (text: string) => {
  const steps = { left: text.length * 20 };
  const found: { url: URL }[] = [];
  let name = '';
  for (const token of readXml(text, steps)) {
    if (token.kind !== 'text') name = token.kind === 'open' ? token.name : '';
    else if (/(^|:)loc$/.test(name)) {
      const url = urlOf(token.text.trim());
      if (url && (name.endsWith('image:loc') || isImage(url))) found.push({ url });
    }
  }
  return found;
};

/**
 * CloudFront's standard log, whose columns are named in `#Fields:`
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-reference.html); in any other text the
 * request lines and the URLs.
 */
const logUrls = (text: string, base: string) => {
  let columns: string[] = [];
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('#Fields:')) columns = line.slice(8).trim().split(/\s+/);
    if (line.startsWith('#')) return [];
    const urls = columns.length > 0 ? [columnUrl(line, columns)] : lineUrls(line);
    return urls.flatMap((each) => {
      const url = urlOf(each, base);
      return url && isImage(url) ? [{ url }] : [];
    });
  });
};

const columnUrl = (line: string, columns: string[]) => {
  const cells = line.split(/\t/);
  const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
  const query = cell('cs-uri-query');
  // CloudFront writes a percent sign of the query as %25, and nothing as a dash.
  const host = cell('x-host-header');
  const path = `${cell('cs-uri-stem')}${query && query !== '-' ? `?${query.replaceAll('%25', '%')}` : ''}`;
  return host && host !== '-' ? `https://${host}${path}` : path;
};

const lineUrls = (line: string) => {
  const request = /"?(?:GET|HEAD) (\S+)(?: HTTP\/[\d.]+)?"?/.exec(line)?.[1];
  return request ? [request] : (line.match(/https?:\/\/[^\s"'<>]+/g) ?? []);
};

const urlOf = (text: string, base?: string) => (URL.canParse(text, base) ? new URL(text, base) : undefined);

/** By its ending, or by a path that names an image service. */
const isImage = ({ pathname, search }: URL) =>
  /\.(jpe?g|png|webp|avif|gif|svg|tiff?)(\/|@|$)/i.test(pathname) ||
  /\/(cdn-cgi\/image|_next\/image|_vercel\/image|\.netlify\/images|image\/upload|plain)\b/.test(pathname) ||
  /[?&]url=[^&]*\.(jpe?g|png|webp|avif|gif|svg)/i.test(search);
