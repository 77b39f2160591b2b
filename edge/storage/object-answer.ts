import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from './originals.ts';
import { faultOf, isMissing, s3 } from './s3.ts';
import { within } from './timeout.ts';

/** What S3 says of an object, as HTTP has it; 503 where it says nothing. Without a body unless it was asked for one. */
export type ObjectAnswer = { status: number; headers: { [name: string]: string }; body?: ReadableStream<Uint8Array> };

/** A request for an object: with its body or not; conditions and a range by their lower-case header names. */
export type ObjectRequest = { body: boolean; header: (name: string) => string; milliseconds: number };

/** Asks S3 for an object. The body is a stream: an object of any size takes no memory. */
export const askObject = async (location: ObjectLocation, request: ObjectRequest): Promise<ObjectAnswer> => {
  try {
    return await within(request.milliseconds, (signal) => ask(location, request, signal));
  } catch (error) {
    return { status: statusOf(error), headers: headersOf(error) };
  }
};

const ask = async ({ bucket, key }: ObjectLocation, { body, header }: ObjectRequest, abortSignal: AbortSignal) => {
  const input = { Bucket: bucket.name, Key: key, ...conditions(header) };
  const client = s3(bucket.region);
  if (!body) return answered(await client.send(new HeadObjectCommand(input), { abortSignal }));
  const range = header('range');
  const output = await client.send(new GetObjectCommand({ ...input, ...(range && { Range: range }) }), { abortSignal });
  const stream = output.Body?.transformToWebStream();
  return { ...answered(output), ...(stream && { body: stream }) };
};

const conditions = (header: ObjectRequest['header']): Partial<GetObjectCommandInput> => {
  const [match, noneMatch] = [header('if-match'), header('if-none-match')];
  const [modified, unmodified] = [dateOf(header('if-modified-since')), dateOf(header('if-unmodified-since'))];
  return {
    ...(match && { IfMatch: match }),
    ...(noneMatch && { IfNoneMatch: noneMatch }),
    ...(modified && { IfModifiedSince: modified }),
    ...(unmodified && { IfUnmodifiedSince: unmodified }),
  };
};

const dateOf = (text: string) => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const answered = (output: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectAnswer => {
  const values = {
    'accept-ranges': output.AcceptRanges,
    'cache-control': output.CacheControl,
    'content-disposition': output.ContentDisposition,
    'content-encoding': output.ContentEncoding,
    'content-language': output.ContentLanguage,
    'content-length': output.ContentLength?.toString(),
    'content-range': output.ContentRange,
    'content-type': output.ContentType,
    etag: output.ETag,
    expires: output.ExpiresString,
    'last-modified': output.LastModified?.toUTCString(),
  };
  const headers = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return { status: output.ContentRange ? 206 : 200, headers: Object.fromEntries(headers) };
};

/** 403 means a missing key only where S3 says no more; an expired credential is a fault. */
const statusOf = (error: unknown) => {
  if (isMissing(error)) return 404;
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const status = typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata && metadata.httpStatusCode;
  return typeof status === 'number' && /^(304|412|416)$/.test(String(status)) ? status : unanswered(error);
};

const unanswered = (error: unknown) => {
  console.warn(`S3 did not answer: ${faultOf(error)}`);
  return 503;
};

/** The headers of a 304 are those of an error to the SDK. */
const headersOf = (error: unknown): ObjectAnswer['headers'] => {
  const response = error instanceof Error && '$response' in error ? error.$response : undefined;
  const headers = typeof response === 'object' && response && 'headers' in response ? response.headers : {};
  return Object.fromEntries(
    Object.entries(Object(headers)).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
};
