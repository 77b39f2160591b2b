import { type DialectName, dialectEntry } from '../../edge/query/dialects/registry.ts';
import { dialectPattern } from '../config/dialects.ts';
import { folderOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';

/** A service that is deployed, as a proof asks it. `folder` is where the samples lie, with a slash at both ends. */
export type Site = {
  config: Config;
  origin: string;
  folder: string;
  /** The dialect that is configured for the folder; undefined is none: our own parameters. */
  dialect: DialectName | undefined;
  /** A width that nobody has asked for lately, another one at each call. */
  freshWidth: () => number;
  /** Whether every question is signed, for a folder that only a signature opens. */
  signs: boolean;
  ask: (path: string, init?: Asking) => Promise<Answer>;
};

type Asking = { method?: string; headers?: Record<string, string>; unsigned?: boolean };

/** What came back, and after how long. */
export type Answer = { status: number; headers: Headers; bytes: Buffer; milliseconds: number };

/** How a question is sent (an emulator has its own way), and signed. */
type Means = {
  send?: (request: Request) => Promise<Response>;
  sign?: ((path: string) => Promise<string>) | undefined;
  /** Milliseconds that an answer may take. Lambda@Edge has 30 s, of which the function uses less. */
  limit?: number;
};

/** The service at an address such as `https://d123.cloudfront.net/samples/`. */
export const siteAt = (address: string, config: Config, { send = fetch, sign, limit = 35_000 }: Means = {}): Site => {
  const { origin, pathname } = new URL(address);
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  let width = 200 + Math.floor(Math.random() * 200);
  const ask: Site['ask'] = async (path, { unsigned, ...init } = {}) => {
    const url = new URL(sign && !unsigned ? await sign(path) : path, origin);
    const started = performance.now();
    const signal = AbortSignal.timeout(limit);
    const response = await send(new Request(url, { ...init, redirect: 'manual', signal })).catch(unreachable);
    const bytes = Buffer.from(await response.arrayBuffer().catch(unreachable));
    const { status, headers } = response;
    return { status, headers, bytes, milliseconds: Math.round(performance.now() - started) };
  };
  const dialect = config.dialects?.find(({ path }) => new RegExp(dialectPattern(path)).test(folder))?.dialect;
  return { config, origin, folder, dialect, freshWidth: () => ++width, signs: sign !== undefined, ask };
};

const unreachable = (error: Error): never => {
  if (error.name === 'TimeoutError')
    throw new Error('No answer in time: the service hangs, or something before it does.');
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  throw new Error(`No answer: ${why}. A new distribution has no address until it is deployed.`);
};

/** The URL of an image at a width, in an automatic format where the folder's dialect has one. */
export const addressOf = ({ config, folder, dialect }: Site, file: string, width: number): string => {
  const path = `${folder}${file}`;
  if (config.presetsOnly) return `${path}?preset=${Object.keys(config.presets ?? {})[0]}`;
  if (!dialect) return `${path}?w=${width}&format=auto`;
  const entry = dialectEntry(dialect);
  return entry.url(path, entry.width(width));
};

/** What to do about an answer that should have been another one. */
export const remedy = (site: Site, answer: Answer): string => {
  const { config } = site;
  const region = config.originShieldRegion ?? 'the region nearest to you';
  const reason = answer.headers.get('x-image-reason');
  if (answer.status === 502)
    return `CloudFront refused what the function returned: log group /aws/cloudfront/LambdaEdge/<DistributionId>, ${region}`;
  if (answer.status === 503)
    return `the function failed, or no concurrency was left (Service Quotas, Lambda): log group /${config.stackName}/origin-response, ${region}`;
  if (answer.status === 404)
    return `put the samples there: ${uploadOf(site)}${config.originals.existing ? '; and see that the output BucketPolicy is in the policy of the bucket, and KeyPolicy, where there is one, in that of its key' : ''}`;
  if (answer.status === 403) return refused(site, answer);
  if (answer.status === 400)
    return 'infra/config.ts says which words are read here, and may not be what is deployed: deploy again';
  if (reason)
    return `"${reason}" is why no derivative was made: log group /${config.stackName}/origin-response, ${region}`;
  if (answer.status === 200)
    return 'the function did not see the variant, or is not attached: wait until the distribution is deployed';
  return `look at the distribution: ${answer.status} is nobody's answer here`;
};

const refused = ({ config, folder }: Site, { headers }: Answer) =>
  headers.get('content-type') === 'application/problem+json'
    ? `${folder} is closed: take one that is open, or give the --key and SIGNING_SECRET that open it`
    : `neither function was asked: the distribution is not deployed yet, or a WAF stands before it${config.domain ? ', or the host name is not among domain.names' : ''}`;

/** The command that uploads the samples. */
export const uploadOf = ({ config, folder }: Site): string =>
  `aws s3 cp samples/ s3://${config.originals.existing?.bucket ?? 'BUCKET'}/${folderOf(config.originals)}${decodeURIComponent(folder.slice(1))} --recursive --exclude '*' --include rotated.jpg --include large.jpg`;
