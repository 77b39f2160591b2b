import { getRequestListener } from '@hono/node-server';
import fastify, { type FastifyInstance } from 'fastify';
import type { FetchImage } from '../../edge/fetch.ts';

/** A Fastify app: images beside its own routes. */
export const fastifyApp = (images: FetchImage): FastifyInstance => {
  const listener = getRequestListener((request) => images(request), { overrideGlobalObjects: false });
  const app = fastify();
  app.get('/health', async () => 'ok');
  app.setNotFoundHandler(async (request, reply) => {
    reply.hijack();
    await listener(request.raw, reply.raw);
  });
  return app;
};
