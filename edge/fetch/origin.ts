import type { CloudFrontHeaders } from 'aws-lambda';
import type { Header } from '../query/negotiation/client-hints.ts';
import { askObject, type ObjectAnswer, type ObjectRequest } from '../storage/object-answer.ts';
import type { ObjectLocation } from '../storage/originals.ts';
import { askWebOriginal } from '../storage/web/web-originals.ts';

/** What S3 answered for an original: its status and headers, and a stream of its bytes for who sends them. */
export type OriginAnswer = {
  status: number;
  headers: CloudFrontHeaders;
  /** The bytes; undefined where S3 does not give them (any more). To be called at most once. */
  open: () => Promise<ReadableStream<Uint8Array> | undefined>;
  /** Lets go of the bytes where nobody wants them. */
  discard: () => Promise<void>;
};

/** How the original is asked for: `sends` where its bytes are the answer, with the viewer's conditions and range. */
export type OriginRequest = { sends: boolean; header: Header; left: () => number };

/** Nothing was asked of S3, since nothing of it is needed. */
export const unasked: OriginAnswer = {
  status: 200,
  headers: {},
  open: async () => undefined,
  discard: async () => undefined,
};

/** Asks for the original: its headers alone where a derivative is wanted, for its ETag. */
export const askOrigin = async (location: ObjectLocation, request: OriginRequest): Promise<OriginAnswer> => {
  const { sends, left } = request;
  const header = sends ? request.header : withoutRange(request.header);
  const { status, headers, body } = sends ? await askInRange(location, request) : await ask(location, { header, left });
  const open = async () => {
    if (body) return body;
    const same: Header = (name) => (name === 'if-match' ? (headers.etag ?? '') : '');
    return (await askAt(location, { body: true, header: same, milliseconds: left() })).body;
  };
  return { status, headers: toCloudFront(headers), open, discard: async () => body?.cancel() };
};

const ask = (location: ObjectLocation, { header, left }: Omit<OriginRequest, 'sends'>): Promise<ObjectAnswer> =>
  askAt(location, { body: false, header, milliseconds: left() });

/** Asks S3, or the web server that the original is of. */
const askAt = (location: ObjectLocation, request: ObjectRequest): Promise<ObjectAnswer> =>
  location.web ? askWebOriginal(location.web, request) : askObject(location, request);

/** If-Range is no header of S3's: a range is asked for on condition that it is of that version, else the whole (RFC 9110, 13.1.5). */
const askInRange = async (location: ObjectLocation, { header, left }: OriginRequest): Promise<ObjectAnswer> => {
  const ifRange = header('if-range');
  const asked = (header: Header) => askAt(location, { body: true, header, milliseconds: left() });
  if (!header('range') || !ifRange) return asked(header);
  // A date has whole seconds, so it may be that of two versions.
  if (!/^"/.test(ifRange)) return asked(withoutRange(header));
  const part = await asked((name) => (name === 'if-match' ? ifRange : header(name)));
  return part.status === 412 ? asked(withoutRange(header)) : part;
};

const withoutRange =
  (header: Header): Header =>
  (name) =>
    name === 'range' ? '' : header(name);

const toCloudFront = (headers: ObjectAnswer['headers']): CloudFrontHeaders =>
  Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [{ key, value }]]));
