import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ObjectLocation } from './originals.ts';
import { askS3 } from './s3.ts';
import { faultOf, isMissing, isS3Error } from './s3-errors.ts';
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
    return { status: statusOf(error), headers: isS3Error(error) ? passedOn(error.headers) : {} };
  }
};

/** The bytes of an object; undefined where S3 does not say. */
export const objectSize = async (location: ObjectLocation, milliseconds: number): Promise<number | undefined> => {
  const { status, headers } = await askObject(location, { body: false, header: () => '', milliseconds });
  return status === 200 ? Number(headers['content-length']) : undefined;
};

const ask = async ({ bucket, key }: ObjectLocation, { body, header }: ObjectRequest, signal: AbortSignal) => {
  const headers = { ...conditions(header), ...(body && header('range') && { range: header('range') }) };
  const answer = await askS3({ method: body ? 'GET' : 'HEAD', bucket, key, headers, signal });
  const answered = { status: answer.status, headers: passedOn(answer.headers) };
  return body ? { ...answered, body: streamOf(answer.body) } : answered;
};

/** A body as Responses want it; cancelled, it closes the connection. */
const streamOf = (body: IncomingMessage): ReadableStream<Uint8Array> => {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      body.destroy();
    },
  });
};

const conditions = (header: ObjectRequest['header']): { [name: string]: string } => {
  const tags = ['if-match', 'if-none-match'].filter((name) => header(name));
  // S3 refuses what is no date; HTTP ignores it.
  const dates = ['if-modified-since', 'if-unmodified-since'].filter((name) => !Number.isNaN(Date.parse(header(name))));
  return Object.fromEntries([...tags, ...dates].map((name) => [name, header(name)]));
};

const passed = [
  ...['accept-ranges', 'cache-control', 'content-disposition', 'content-encoding', 'content-language'],
  ...['content-length', 'content-range', 'content-type', 'etag', 'expires', 'last-modified'],
] as const;

const passedOn = (headers: IncomingHttpHeaders): ObjectAnswer['headers'] =>
  Object.fromEntries(
    passed.flatMap((name) => (typeof headers[name] === 'string' && headers[name] ? [[name, headers[name]]] : [])),
  );

/** 403 means a missing key only where S3 says no more; an expired credential is a fault. */
const statusOf = (error: unknown) => {
  if (isMissing(error)) return 404;
  return isS3Error(error) && /^(304|412|416)$/.test(String(error.status)) ? error.status : unanswered(error);
};

const unanswered = (error: unknown) => {
  console.warn(`S3 did not answer: ${faultOf(error)}`);
  return 503;
};
