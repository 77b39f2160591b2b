import { Hono } from 'hono';
import type { FetchImage } from '../../edge/fetch.ts';

/** A Hono app: images beside its own routes, on any runtime of Hono's that is Node. */
export const honoApp = (images: FetchImage): Hono =>
  new Hono().get('/health', (context) => context.text('ok')).all('*', (context) => images(context.req.raw));
