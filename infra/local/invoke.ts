import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CloudFrontHeaders, CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { viewerFunction } from '../build/bundle.ts';
import { command } from '../commands/command.ts';
import { config, originSettings } from '../config.ts';
import type { OriginResponse } from './edge-function.ts';
import { complaint } from './edge-rules.ts';
import { pointAt, startStorage } from './storage.ts';
import { sandbox } from './viewer-function.ts';

const root = join(import.meta.dirname, '../..');

/** Runs the function that an event of CloudFront is for, as it would be deployed, and says in lines what came out. */
export const invoke = async (path: string): Promise<string[]> => {
  const event = await readEvent(path);
  if (Array.isArray(event?.Records)) return invokeOriginResponse(event, basename(path, '.json'));
  if (event?.context?.eventType === 'viewer-request') return invokeViewerRequest(event);
  throw new Error(
    `${path} is neither an origin-response event (Records) nor a viewer-request event (context, request)`,
  );
};

const readEvent = async (path: string) => {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`${path} can not be read: ${error.code ?? error}`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON`);
  }
};

const invokeViewerRequest = async (event: unknown) => {
  const run = sandbox(await viewerFunction(config));
  const started = performance.now();
  const returned: unknown = JSON.parse((await run(JSON.stringify(event))) ?? 'null');
  return [`viewer-request returned in ${since(started)}`, JSON.stringify(returned, undefined, 2)];
};

const invokeOriginResponse = async (event: CloudFrontResponseEvent, name: string) => {
  const domainName = event.Records[0]?.cf.request.origin?.s3?.domainName ?? '';
  const bucket = config.originals.existing?.bucket ?? domainName.replace(/\.s3[.-].*$/, '');
  const storage = await startStorage({ images: join(root, 'samples'), bucket });
  try {
    pointAt(storage);
    const { handler, from } = await loadHandler();
    const sent = structuredClone(event);
    const deadline = Date.now() + config.timeout * 1000;
    const started = performance.now();
    const getRemainingTimeInMillis = () => deadline - Date.now();
    const returned = await handler(event, { getRemainingTimeInMillis, awsRequestId: 'invoke' });
    const refusal = complaint(JSON.parse(JSON.stringify(returned) ?? 'null'), sent);
    const verdict = refusal === undefined ? [] : [`CloudFront would refuse this with 502: ${refusal}`];
    return [`${from} returned in ${since(started)}`, ...verdict, ...(await described(returned, name))];
  } finally {
    await storage.close();
  }
};

/** The built asset where this machine can run it: its sharp is for Linux on x64. */
const loadHandler = async (): Promise<{ handler: OriginResponse; from: string }> => {
  const asset = join(root, 'dist/origin-response/index.mjs');
  if (existsSync(asset) && process.platform === 'linux' && process.arch === 'x64') {
    return { handler: (await import(pathToFileURL(asset).href)).handler, from: 'dist/origin-response' };
  }
  const { originResponse } = await import('../../edge/origin-response.ts');
  return { handler: originResponse(originSettings(config)), from: 'edge/origin-response.ts' };
};

const described = async (response: CloudFrontResultResponse, name: string) => [
  `${response.status} ${response.statusDescription ?? ''}`,
  ...headerLines(response.headers ?? {}),
  '',
  ...(await bodyLines(response, name)),
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

const usage = `npm run invoke -- EVENT

Runs the built function on an event of CloudFront, a JSON file such as samples/events/origin-response.json`;

const main = async ({ positionals: [path, ...more] }: { positionals: string[] }) => {
  if (path === undefined || more.length > 0) throw new Error(`EVENT: expected one file\n\n${usage}`);
  console.log((await invoke(path)).join('\n'));
};

if (import.meta.main) await command(usage, { allowPositionals: true }, main);
