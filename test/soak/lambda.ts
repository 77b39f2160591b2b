import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaAnswer, LambdaCall } from './lambda-process.ts';

// A Lambda in a process of its own, as lambda-process.ts starts it: node lambda.ts ASSET. One message is one event.

const { handler } = await import(pathToFileURL(join(process.argv[2] ?? '', 'index.mjs')).href);

const run = async ({ id, event, deadline }: LambdaCall): Promise<LambdaAnswer> => {
  if (!event) {
    globalThis.gc?.();
    return { id, kept: process.memoryUsage().rss, resources: process.getActiveResourcesInfo().length };
  }
  const context = { awsRequestId: String(id), getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
  try {
    return { id, returned: await handler(event, context) };
  } catch (error) {
    return { id, thrown: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

process.on('message', (call: LambdaCall) => void run(call).then((answer) => process.send?.(answer)));
