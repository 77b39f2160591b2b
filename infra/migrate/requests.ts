import { z } from 'zod';
import { readXml, type XmlToken } from '../../edge/image/formats/xml.ts';
import { dialectOf } from './read-url.ts';

/** An image that a site asks for today: how often, and what it was sent. */
export type ImageUrl = { url: URL; count: number; answer?: Answer };

/** What a URL was answered with; the bytes where the file holds them. */
export type Answer = { type: string; bytes: number; body?: Buffer };

/** Reads the image URLs of a file; `base` is the address of paths without a host. Throws why it is no such file. */
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

/** What is used of an entry, as browsers' developer tools save it: http://www.softwareishard.com/blog/har-12-spec/ */
const harEntry = z.object({
  request: z.object({ url: z.string() }),
  response: z.object({
    content: z.object({
      mimeType: z.string().startsWith('image/'),
      size: z.number().catch(0),
      text: z.string().catch(''),
      encoding: z.unknown().optional(),
    }),
  }),
});

const harEntries = (text: string) => {
  const entries: unknown = parseJson(text)?.log?.entries;
  if (!Array.isArray(entries)) throw new Error('it is not a HAR file: log.entries is not a list');
  return entries.flatMap((each) => {
    const entry = harEntry.safeParse(each).data;
    const url = urlOf(entry?.request.url ?? '');
    if (!entry || !url) return [];
    const { mimeType: type, size, text, encoding } = entry.response.content;
    const body = encoding === 'base64' && text !== '' ? Buffer.from(text, 'base64') : undefined;
    return [{ url, answer: { type, bytes: body?.length ?? size, ...(body && { body }) } }];
  });
};

const parseJson = (text: string) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not a HAR file: ${error instanceof Error ? error.message : error}`);
  }
};

/** `<image:loc>`, and `<loc>` of what looks like an image: https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps */
const sitemapUrls = (text: string) => {
  const found: { url: URL }[] = [];
  let name = '';
  for (const token of tokensOf(text)) {
    if (token.kind !== 'text') name = token.kind === 'open' ? token.name : '';
    else if (/(^|:)loc$/.test(name)) {
      const url = urlOf(token.text.trim());
      if (url && (name.endsWith('image:loc') || isImage(url))) found.push({ url });
    }
  }
  return found;
};

const tokensOf = (text: string): XmlToken[] => {
  try {
    return [...readXml(text, { left: text.length * 20 })];
  } catch (error) {
    throw new Error(`it is not a sitemap: ${error instanceof Error ? error.message : error}`);
  }
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

/** By its ending, or by a path that an image service has. */
const isImage = (url: URL) =>
  /\.(jpe?g|png|webp|avif|gif|svg|tiff?)(\/|@|$)/i.test(url.pathname) ||
  dialectOf(url) !== undefined ||
  /[?&]url=[^&]*\.(jpe?g|png|webp|avif|gif|svg)/i.test(url.search);
