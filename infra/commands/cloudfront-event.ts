import { readFile } from 'node:fs/promises';
import type { CloudFrontResponseEvent } from 'aws-lambda';
import { z } from 'zod';

const headers = z.record(z.string(), z.array(z.looseObject({ value: z.string() })));

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
const originResponse = z.looseObject({
  Records: z.tuple([
    z.looseObject({
      cf: z.looseObject({
        request: z.looseObject({ method: z.string(), uri: z.string(), querystring: z.string(), headers }),
        response: z.looseObject({ status: z.string(), headers }),
      }),
    }),
  ]),
});

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
const viewerRequest = z.looseObject({
  context: z.looseObject({ eventType: z.literal('viewer-request') }),
  request: z.looseObject({
    method: z.string(),
    uri: z.string(),
    querystring: z.record(z.string(), z.looseObject({ value: z.string() })),
    headers: z.record(z.string(), z.looseObject({ value: z.string() })),
  }),
});

type ViewerRequestEvent = z.infer<typeof viewerRequest>;

/** An event of CloudFront, by the function that it is for. */
export type CloudFrontEvent = { originResponse: CloudFrontResponseEvent } | { viewerRequest: ViewerRequestEvent };

/** Reads an event from a JSON file. Throws a sentence where it is none, or lacks what the functions read. */
export const readEvent = async (path: string): Promise<CloudFrontEvent> => {
  const event = await readJson(path);
  if (Array.isArray(event?.Records)) {
    checkShape(path, event, originResponse);
    return { originResponse: event };
  }
  if (event?.context?.eventType === 'viewer-request') return { viewerRequest: checkShape(path, event, viewerRequest) };
  throw new Error(
    `${path} is neither an origin-response event (Records) nor a viewer-request event (context, request)`,
  );
};

const readJson = async (path: string) => {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`${path} cannot be read: ${error.code ?? error}`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON`);
  }
};

const checkShape = <Event>(path: string, event: unknown, shape: z.ZodType<Event>): Event => {
  const { success, data, error } = shape.safeParse(event);
  if (success) return data;
  const lines = error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`${path} is not a CloudFront event:\n${lines.join('\n')}`);
};
