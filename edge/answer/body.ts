import type { CloudFrontHeaders, CloudFrontResponse } from 'aws-lambda';
import { keyOf } from '../storage/originals.ts';
import type { Answer } from './answer.ts';
import { type Asked, imageText } from './asked-variant.ts';
import { contentDisposition } from './headers/content-disposition.ts';
import { dropHeaders, headerValue, setHeader } from './headers/headers.ts';
import { confineDrawing } from './headers/security.ts';
import type { Representation } from './headers/validators.ts';
import type { ImageRequest } from './image-request.ts';

/** What an answer depends on besides the decision. */
export type AnswerContext = { request: ImageRequest; asked: Asked };

/** What decides about the validators of a derivative. */
export const representationOf = ({ request, asked }: AnswerContext): Representation => ({
  negotiated: asked.decidedBy.length > 0,
  text: imageText(asked.variant),
  private: request.settings.originals.access === 'private',
});

/** Bytes as the whole answer, with what their type asks for. */
export const sendBody = (
  response: CloudFrontResponse,
  { bytes, type }: { bytes: Buffer; type: string },
  context: AnswerContext,
): Answer => {
  const { headers } = response;
  setHeader(headers, 'Content-Type', type);
  confineDrawing(headers);
  setDisposition(headers, context);
  // CloudFront compresses only where it is told the length (…/DeveloperGuide/ServingCompressedFiles.html).
  const isText = /^(text\/|application\/json|image\/svg)/.test(type);
  const isHead = context.request.method === 'HEAD';
  if (isHead || isText) setHeader(headers, 'Content-Length', String(bytes.length));
  // 206 becomes 200: S3 answered with a range of the original, and this is a whole derivative.
  const answer = { ...response, status: '200', statusDescription: 'OK' };
  if (isHead) return answer;
  return { ...answer, body: isText ? bytes.toString() : bytes };
};

/** A redirect to where CloudFront reads the bytes from the bucket. */
export const sendRedirect = (response: CloudFrontResponse, location: string, method: string): Answer => {
  dropHeaders(response.headers, /^content-type$/);
  setHeader(response.headers, 'Location', location);
  const answer = { ...response, status: '302', statusDescription: 'Found' };
  // An empty body removes S3's.
  return method === 'HEAD' ? answer : { ...answer, body: '' };
};

/** Saves the answer under the name that `dl` asks for. */
export const setDisposition = (headers: CloudFrontHeaders, { request, asked }: AnswerContext) => {
  const type = headerValue(headers, 'content-type') ?? '';
  const value = contentDisposition(asked.variant.dl, { key: keyOf(request.path), type });
  if (value) setHeader(headers, 'Content-Disposition', value);
};
