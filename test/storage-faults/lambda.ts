import { createHash } from 'node:crypto';
import { originResponse } from '../../edge/origin-response.ts';
import { originSettings } from '../../infra/config/settings/origin-settings.ts';
import { config } from '../support/config.ts';
import { originResponseEvent } from '../support/origin-response-event.ts';

// A Lambda in a process of its own, to be killed: derives every width of an original, one after the other, and for each says so.
// node lambda.ts KEY ETAG FIRST LAST FORMAT

const [key = '', etag = '', first, last, format] = process.argv.slice(2);
const handler = originResponse(originSettings({ ...config, derivatives: { days: 90 } }, 'test'));

const eventFor = (variant: string) => originResponseEvent({ key, etag, variant, derivatives: true });
const say = (...words: unknown[]) => process.stdout.write(`${words.join(' ')}\n`);

say('ready');
for (let width = Number(first); width <= Number(last); width++) {
  const { status, body = '' } = await handler(eventFor(`format~${format}_w~${width}`), {
    getRemainingTimeInMillis: () => 30_000,
  });
  say(width, status, createHash('sha256').update(body).digest('hex'));
}
