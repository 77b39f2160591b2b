import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type DialectName, dialectNames } from '../../edge/query/dialects/registry.ts';
import { comparable, compare } from '../migrate/compare.ts';
import { reportPage } from '../migrate/page.ts';
import { type ImageUrl, readers } from '../migrate/requests.ts';
import { configOf, requestsOf, type Service, summarize } from '../migrate/summary.ts';
import { command, numberOf } from './command.ts';
import { hideMetrics } from './print.ts';
import { startProgress } from './progress.ts';

const usage = `npm run migrate -- (--har FILE | --sitemap FILE | --log FILE) [--dialect NAME] [--images DIR] [--out FILE]

Reads which images a site requests today, names the service, and says of each parameter whether it is supported,
approximated or lost here. Prints the configuration.
  --har FILE      a HAR file from the browser's developer tools ("Save all as HAR with content")
  --sitemap FILE  a sitemap with images, or its https URL
  --log FILE      an access log: CloudFront's, or any with request lines or URLs
  --host HOST     host of the paths in a log without hosts (default: images.example.com)
  --dialect NAME  the service, if host and path don't tell: ${[...dialectNames, 'native'].join(' ')}
  --images DIR    folder with the originals, under the paths of the URLs: resizes them as the URLs ask, and shows
                  them next to the images in the HAR file
  --most N        images to compare for each service (default: 50)
  --accept TYPES  Accept header of the browser (default: image/avif,image/webp,*/*)
  --out FILE      where to write the report, an HTML page (default: migration.html, if there is anything to compare)`;

const options = {
  har: { type: 'string' },
  sitemap: { type: 'string' },
  log: { type: 'string' },
  host: { type: 'string', default: 'images.example.com' },
  dialect: { type: 'string' },
  images: { type: 'string' },
  most: { type: 'string', default: '50' },
  accept: { type: 'string', default: 'image/avif,image/webp,*/*' },
  out: { type: 'string' },
} as const;

type Values = { [Name in 'har' | 'sitemap' | 'log' | 'dialect' | 'images' | 'out']?: string } & {
  [Name in 'host' | 'most' | 'accept']: string;
};

const main = async ({ values }: { values: Values }) => {
  const most = numberOf('--most', values.most, [1, 10_000]);
  if (values.images !== undefined) await checkFolder(values.images);
  const urls = await readUrls(values);
  const services = summarize(urls, dialectNamed(values.dialect));
  for (const service of services) console.log(serviceText(service));
  console.log(`For infra/config.ts:\n\n${configOf(services)}\n`);
  const pairs = values.images ? await compareIn(services, { images: values.images, most, accept: values.accept }) : [];
  const out = values.out ?? (pairs.length > 0 ? 'migration.html' : undefined);
  if (!out) return;
  await writeFile(out, reportPage(services, pairs)).catch(({ code }) => {
    throw new Error(`--out is ${out}, expected a file that can be written: ${code}`);
  });
  console.log(`${out} has the report${pairs.length > 0 ? `, with ${pairs.length} images side by side` : ''}.`);
};

const readUrls = async (values: Values): Promise<ImageUrl[]> => {
  const given = (['har', 'sitemap', 'log'] as const).filter((name) => values[name] !== undefined);
  const [name] = given;
  if (!name || given.length > 1)
    throw new Error(
      `${given.map((each) => `--${each}`).join(' and ') || 'No file'} given, expected one of --har, --sitemap, --log\n\n${usage}`,
    );
  const base = `https://${values.host}/`;
  if (!/^[\w.-]+(:\d+)?$/.test(values.host)) throw new Error(`--host is ${values.host}, expected a hostname`);
  const from = values[name] ?? '';
  const urls = await imagesOf(name, from, base);
  if (urls.length === 0) throw new Error(`--${name} is ${from}, which contains no image`);
  return urls;
};

const imagesOf = async (name: keyof typeof readers, from: string, base: string): Promise<ImageUrl[]> => {
  const text = await textOf(`--${name}`, from);
  try {
    return readers[name](text, base);
  } catch (error) {
    throw new Error(`--${name} is ${from}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

const textOf = async (name: string, from: string): Promise<string> => {
  if (!/^https?:/.test(from))
    return readFile(from, 'utf8').catch(({ code }) => {
      throw new Error(`${name} is ${from}, expected a file that can be read: ${code}`);
    });
  const response = await fetch(from, { signal: AbortSignal.timeout(30_000) }).catch((error) => {
    throw new Error(`${name} is ${from}, which does not answer: ${error.cause?.code ?? error.message}`);
  });
  if (!response.ok) throw new Error(`${name} is ${from}, which answers ${response.status}`);
  return response.text();
};

const dialectNamed = (text: string | undefined): DialectName | 'native' | undefined => {
  const name = [...dialectNames, 'native' as const].find((each) => each === text);
  if (text !== undefined && !name)
    throw new Error(`--dialect is ${text}, expected one of ${[...dialectNames, 'native'].join(', ')}`);
  return name;
};

const serviceText = ({ host, dialect, urls, parameters }: Service) => {
  const name = dialect === 'native' ? 'our own parameters' : dialect;
  const rows = parameters.map(
    ({ name, count, status, note, example }) =>
      `  ${name.padEnd(20)}${String(count).padStart(8)}  ${status}${note ? `: ${note}` : ''}${status === 'lost' ? `\n${' '.repeat(32)}${example}` : ''}`,
  );
  return `${host}, ${name}: ${urls.length} URLs, ${requestsOf(urls)} requests\n${rows.join('\n')}\n`;
};

const checkFolder = async (images: string) => {
  await readdir(images).catch(({ code }) => {
    throw new Error(`--images is ${images}, expected a folder that can be read: ${code}`);
  });
};

const compareIn = async (services: Service[], options: { images: string; most: number; accept: string }) => {
  const total = services.reduce((sum, { urls }) => sum + Math.min(options.most, comparable(urls).length), 0);
  if (total === 0) console.log('The file contains no images to compare with: expected a HAR file with content.');
  const progress = startProgress(total);
  hideMetrics();
  const pairs = await compare(services, { ...options, step: progress.step });
  progress.end();
  return pairs;
};

await command(usage, { options }, main);
