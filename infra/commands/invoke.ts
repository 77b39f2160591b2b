import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CloudFrontHeaders, CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { bucketOf } from '../../edge/storage/originals.ts';
import { viewerFunctions } from '../build/viewer-function.ts';
import { loadConfig } from '../config/load.ts';
import { textFor } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import type { OriginResponseHandler } from '../local/cloudfront/origin/origin-response.ts';
import { violation } from '../local/cloudfront/origin/origin-response-rules.ts';
import { loadHandler } from '../local/cloudfront/viewer-function/runtime.ts';
import { startStorage, useStorage } from '../local/storage/storage.ts';
import { readEvent } from './cloudfront-event.ts';
import { command } from './command.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Runs the function that an event of CloudFront is for, as it would be deployed, and reports in lines what it returned. The
 * origin-response function is the built one of the folder `asset`, or the source.
 */
export const invoke = async (path: string, config: Config, asset?: string): Promise<string[]> => {
  const event = await readEvent(path);
  if ('viewerRequest' in event) return invokeViewerRequest(event.viewerRequest, config);
  const { response, report } = await invokeOriginResponse(event.originResponse, config, asset);
  return [...report, ...(await bodyLines(response, basename(path, '.json')))];
};

const invokeViewerRequest = async (event: { request: { uri: string } }, config: Config) => {
  const run = loadHandler(textFor(await viewerFunctions(config), event.request.uri));
  const started = performance.now();
  const returned: unknown = JSON.parse((await run(JSON.stringify(event))) ?? 'null');
  return [`viewer-request returned in ${since(started)}`, JSON.stringify(returned, undefined, 2)];
};

const invokeOriginResponse = async (event: CloudFrontResponseEvent, config: Config, asset: string | undefined) => {
  const domainName = event.Records[0]?.cf.request.origin?.s3?.domainName ?? '';
  const bucket = bucketOf(domainName)?.name ?? config.originals.existing?.bucket ?? '';
  const storage = await startStorage({ images: join(root, 'samples'), bucket });
  try {
    useStorage(storage);
    const handler = await originResponseHandler(config, asset);
    const sent = structuredClone(event);
    const deadline = Date.now() + config.timeout * 1000;
    const started = performance.now();
    const getRemainingTimeInMillis = () => deadline - Date.now();
    const response = await handler(event, { getRemainingTimeInMillis, awsRequestId: 'invoke' });
    const refusal = violation(JSON.parse(JSON.stringify(response) ?? 'null'), sent);
    const verdict = refusal === undefined ? [] : [`CloudFront would refuse this with 502: ${refusal}`];
    const from = asset ?? 'edge/origin-response.ts';
    return { response, report: [`${from} returned in ${since(started)}`, ...verdict, ...headLines(response)] };
  } finally {
    await storage.close();
  }
};

const originResponseHandler = async (config: Config, asset: string | undefined): Promise<OriginResponseHandler> => {
  if (asset) return (await import(pathToFileURL(join(root, asset, 'index.mjs')).href)).handler;
  const { originResponse } = await import('../../edge/origin-response.ts');
  return originResponse(originSettings(config));
};

const headLines = ({ status, statusDescription = '', headers = {} }: CloudFrontResultResponse) => [
  `${status} ${statusDescription}`,
  ...headerLines(headers),
  '',
];

const headerLines = (headers: CloudFrontHeaders) =>
  Object.entries(headers).flatMap(([name, values]) => values.map(({ key = name, value }) => `${key}: ${value}`));

const bodyLines = async ({ body, bodyEncoding = 'text', headers }: CloudFrontResultResponse, name: string) => {
  if (body === undefined) return ["No body: CloudFront sends S3's, untouched."];
  if (bodyEncoding === 'text') return [body];
  const bytes = Buffer.from(body, 'base64');
  const type = headers?.['content-type']?.[0]?.value ?? 'application/octet-stream';
  const file = join('dist/invoke', `${name}.${type.replace(/^.*\/|[+;].*$/g, '')}`);
  await mkdir(join(root, 'dist/invoke'), { recursive: true });
  await writeFile(join(root, file), bytes);
  return [`${type}, ${bytes.length} bytes (${body.length} as base64): ${file}`];
};

const since = (started: number) => `${Math.round(performance.now() - started)} ms`;

/** The built asset where this machine can run it: its sharp is for Linux on x64. */
const builtAsset = (folder = 'dist/origin-response') =>
  existsSync(join(root, folder)) && process.platform === 'linux' && process.arch === 'x64' ? folder : undefined;

/** Usage of the command. */
const usage = `npm run invoke -- EVENT

Runs the built function with a CloudFront event, a JSON file such as samples/events/origin-response.json`;

const main = async ({ positionals: [path, ...more] }: { positionals: string[] }) => {
  if (path === undefined || more.length > 0) throw new Error(`EVENT: expected one file\n\n${usage}`);
  console.log((await invoke(path, loadConfig(), builtAsset())).join('\n'));
};

if (import.meta.main) await command(usage, { allowPositionals: true }, main);
