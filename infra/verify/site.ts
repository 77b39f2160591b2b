import { type DialectName, dialectEntry } from '../../edge/query/dialects/registry.ts';
import { dialectPattern } from '../config/dialects.ts';
import { folderOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';

/** A deployed service. `folder` holds the samples; it begins and ends with a slash. */
export type Site = {
  config: Config;
  origin: string;
  folder: string;
  /** The dialect that is configured for the folder; undefined: our own parameters. */
  dialect: DialectName | undefined;
  /** A width that is not in the cache yet, another one at each call. */
  freshWidth: () => number;
  /** Whether requests are signed, for a folder that requires a signature. */
  signed: boolean;
  request: (path: string, options?: RequestOptions) => Promise<SiteResponse>;
};

type RequestOptions = { method?: string; headers?: Record<string, string>; unsigned?: boolean };

/** A response, with its body and the time it took. */
export type SiteResponse = { status: number; headers: Headers; bytes: Buffer; milliseconds: number };

/** How requests are sent (the emulator has its own way) and signed. */
type Transport = {
  send?: (request: Request) => Promise<Response>;
  sign?: ((path: string) => Promise<string>) | undefined;
  /** Milliseconds that a response may take. Lambda@Edge has 30 s, and our handler uses less. */
  limit?: number;
};

/** The service at a URL such as `https://d123.cloudfront.net/samples/`. */
export const siteAt = (url: string, config: Config, { send = fetch, sign, limit = 35_000 }: Transport = {}): Site => {
  const { origin, pathname } = new URL(url);
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  let width = 200 + Math.floor(Math.random() * 200);
  const request: Site['request'] = async (path, { unsigned, ...init } = {}) => {
    const target = new URL(sign && !unsigned ? await sign(path) : path, origin);
    const started = performance.now();
    const signal = AbortSignal.timeout(limit);
    const response = await send(new Request(target, { ...init, redirect: 'manual', signal })).catch(unreachable);
    const bytes = Buffer.from(await response.arrayBuffer().catch(unreachable));
    const { status, headers } = response;
    return { status, headers, bytes, milliseconds: Math.round(performance.now() - started) };
  };
  const dialect = config.dialects?.find(({ path }) => new RegExp(dialectPattern(path)).test(folder))?.dialect;
  return { config, origin, folder, dialect, freshWidth: () => ++width, signed: sign !== undefined, request };
};

const unreachable = (error: Error): never => {
  if (error.name === 'TimeoutError')
    throw new Error('No answer in time: the service, or a proxy in front of it, hangs.');
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  throw new Error(`No answer: ${why}. A new distribution has no DNS name until it is deployed.`);
};

/** The URL of an image at a width, with automatic format where the folder's dialect has one. */
export const imageUrl = ({ config, folder, dialect }: Site, file: string, width: number): string => {
  const path = `${folder}${file}`;
  if (config.presetsOnly) return `${path}?preset=${Object.keys(config.presets ?? {})[0]}`;
  if (!dialect) return `${path}?w=${width}&format=auto`;
  const entry = dialectEntry(dialect);
  return entry.url(path, entry.width(width));
};

/** What to do about an unexpected response. */
export const remedy = (site: Site, response: SiteResponse): string => {
  const { config } = site;
  const region = config.originShieldRegion ?? 'the region nearest to you';
  const log = `log group /${config.stackName}/origin-response, ${region}`;
  const reason = response.headers.get('x-image-reason');
  if (response.status === 502)
    return `CloudFront rejected the Lambda's response: log group /aws/cloudfront/LambdaEdge/<DistributionId>, ${region}`;
  if (response.status === 503) return `the Lambda failed, or had no concurrency left (Service Quotas, Lambda): ${log}`;
  if (response.status === 404)
    return `upload the samples: ${uploadCommand(site)}${config.originals.existing ? '; and make sure that the bucket policy has the output BucketPolicy, and the key policy has KeyPolicy, if there is such an output' : ''}`;
  if (response.status === 403) return forbiddenRemedy(site, response);
  if (response.status === 400) return 'the deployed parameters are not those of infra/config.ts: deploy again';
  if (reason) return `no derivative was made because of "${reason}": ${log}`;
  if (response.status === 200)
    return 'the Lambda did not see the variant, or is not attached: wait until the distribution is deployed';
  return `look at the distribution: neither function answers with ${response.status}`;
};

const forbiddenRemedy = ({ config, folder }: Site, { headers }: SiteResponse) =>
  headers.get('content-type') === 'application/problem+json'
    ? `${folder} requires a signature: give --key and SIGNING_SECRET, or use a folder that does not`
    : `neither function ran: the distribution is not deployed yet, or a WAF blocks the request${config.domain ? ', or the host name is not among domain.names' : ''}`;

const uploadCommand = ({ config, folder }: Site): string =>
  `aws s3 cp samples/ s3://${config.originals.existing?.bucket ?? 'BUCKET'}/${folderOf(config.originals)}${decodeURIComponent(folder.slice(1))} --recursive --exclude '*' --include rotated.jpg --include large.jpg`;
