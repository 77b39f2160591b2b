import { splitQuery } from '../query/decode.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import { signatureNames, signedText } from '../viewer/signature.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Signs a URL in the dialect of its path: `parseStep` is the viewer function's first step. Throws on a parameter that can't
 * be read.
 */
export const signUrl = async (
  text: string,
  { id, secret, expires }: SigningKey,
  parseStep: ViewerStep,
): Promise<string> => {
  const url = new URL(text, noHost);
  for (const name of signatureNames) url.searchParams.delete(name);
  const sent = { method: 'GET', uri: url.pathname, querystring: {}, headers: {} };
  const query = splitQuery(url.search.slice(1));
  const variant = parseStep({}, { sent, query, header: (name) => (name === 'host' ? url.host : ''), secret: '' });
  if (variant.status) throw new Error(`${text} cannot be read: ${JSON.stringify(variant)}`);
  const until = expires ? String(Math.floor(expires.getTime() / 1000)) : '';
  url.searchParams.set('key', id);
  if (until) url.searchParams.set('exp', until);
  // A dialect may have changed sent.uri to the path of the image.
  url.searchParams.set('sig', await hmac(signedText(sent.uri, variant, id, until), secret));
  return url.origin === noHost ? url.pathname + url.search : url.href;
};

/** Stands for the host of a path. */
const noHost = 'https://host.invalid';

/** HMAC-SHA256 as base64url, by what browsers, Node and edge runtimes have in common. */
const hmac = async (text: string, secret: string): Promise<string> => {
  const bytes = (part: string) => new TextEncoder().encode(part);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(text)));
  return btoa(String.fromCharCode(...signature))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
};
