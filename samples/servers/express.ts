import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type Request as ExpressRequest } from 'express';
import serverless from 'serverless-http';
import type { FetchImage } from '../../edge/fetch.ts';

/** An Express app: images beside its own routes. */
export const expressApp = (images: FetchImage): Express => {
  const app = express().disable('x-powered-by');
  app.get('/health', (_, response) => void response.send('ok'));
  app.use(async (incoming, outgoing) => {
    const { status, headers, body } = await images(requestOf(incoming));
    outgoing.status(status).setHeaders(headers);
    await pipeline(body ?? Readable.from([]), outgoing);
  });
  return app;
};

/** The same app as a Lambda behind API Gateway, as many services are deployed. */
export const expressLambda = (images: FetchImage) => serverless(expressApp(images), { binary: ['image/*'] });

const requestOf = ({ method, originalUrl, headers }: ExpressRequest): Request => {
  // Not headersDistinct, which is empty behind serverless-http.
  const sent = Object.entries(headers).map(([name, values]): [string, string] => [
    name,
    [values ?? []].flat().join(', '),
  ]);
  return new Request(`http://${headers.host}${originalUrl}`, { method, headers: sent });
};
