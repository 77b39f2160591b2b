import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import type { LambdaContext } from './answer/image-request.ts';
import type { FetchSettings } from './fetch/settings.ts';
import { type FetchImage, fetchImage } from './fetch.ts';
import { letHeapGrow } from './image/memory.ts';

/** What Lambda's Node gives as the global `awslambda`: …/lambda/latest/dg/config-rs-write-functions.html */
export type AwsLambda = {
  streamifyResponse: (handler: StreamingHandler) => unknown;
  HttpResponseStream: {
    from: (stream: Writable, metadata: { statusCode: number; headers: { [name: string]: string } }) => Writable;
  };
};

type StreamingHandler = (event: LambdaFunctionURLEvent, stream: Writable, context: LambdaContext) => Promise<void>;

/** Settings as they are bundled; the function's environment names the buckets, which are in its own region. */
export type RegionalSettings = Omit<FetchSettings, 'bucket' | 'viewer' | 'policy'>;

/** Most bytes that Lambda streams in a response: …/lambda/latest/dg/configuration-response-streaming.html */
const streamedBytes = 200 * 1024 * 1024;

/** Entry 4: the service as a regional Lambda behind a function URL that streams, with CloudFront in front. */
export const regional = (settings: RegionalSettings, environment = process.env, lambda = awsLambda()): unknown =>
  functionUrl(fetchImage(placed(settings, environment)), lambda);

/** Any service behind a function URL that streams. */
export const functionUrl = (service: FetchImage, lambda = awsLambda()): unknown => {
  letHeapGrow();
  return lambda.streamifyResponse(async (event, stream, context) => {
    const response = await service(requestOf(event), () => context.getRemainingTimeInMillis());
    const metadata = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
    const outgoing = lambda.HttpResponseStream.from(stream, metadata);
    // Status and headers leave with the first write, and not at all where a body is empty
    // (aws/aws-lambda-nodejs-runtime-interface-client #97).
    outgoing.write('');
    await pipeline(response.body ?? Readable.from([]), outgoing);
  });
};

const placed = ({ origin, ...settings }: RegionalSettings, environment: NodeJS.ProcessEnv): FetchSettings => {
  const { AWS_REGION: region = '', ORIGINALS, DERIVATIVES } = environment;
  if (!ORIGINALS) throw new Error('The environment variable ORIGINALS must name the bucket of the originals');
  const { derivatives, ...others } = origin;
  return {
    mostBytes: streamedBytes,
    ...settings,
    bucket: { name: ORIGINALS, region },
    origin: {
      ...others,
      ...(derivatives && DERIVATIVES && { derivatives: { ...derivatives, bucket: { name: DERIVATIVES, region } } }),
    },
  };
};

/** A function URL gives path and query as they were sent (…/lambda/latest/dg/urls-invocation.html). */
const requestOf = ({ rawPath, rawQueryString, headers, requestContext }: LambdaFunctionURLEvent): Request => {
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
  const query = rawQueryString ? `?${rawQueryString}` : '';
  return new Request(`https://${requestContext.domainName}${rawPath}${query}`, {
    method: requestContext.http.method,
    headers: sent,
  });
};

const awsLambda = (): AwsLambda => {
  // Lambda declares no type for its global.
  const { awslambda } = globalThis as { awslambda?: AwsLambda };
  if (!awslambda) throw new Error('awslambda is missing: this handler runs in Lambda, with Node, and streams');
  return awslambda;
};
