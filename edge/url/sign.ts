import { splitQuery } from '../query/decode.ts';
import { nativeStep } from '../query/native.ts';
import type { ViewerStep } from '../query/viewer-context.ts';
import { signatureNames, signedText } from '../viewer/signature.ts';

/** Who signs, and until when it holds: a date, or for ever. */
export type Signing = { id: string; secret: string; expires?: Date };

/**
 * The address with its signature, for whoever may hold the secret: a server, never a page. It stays right in any order and
 * case of the parameters and beside parameters that are not ours, and serves every viewer. Throws on a parameter that can't be read.
 * `hear` is the first step of the viewer function, where paths have other languages than ours.
 */
export const sign = async (
  address: string,
  { id, secret, expires }: Signing,
  hear: ViewerStep = nativeStep,
): Promise<string> => {
  const url = new URL(address, nowhere);
  for (const name of signatureNames) url.searchParams.delete(name);
  const sent = { method: 'GET', uri: url.pathname, querystring: {}, headers: {} };
  const query = splitQuery(url.search.slice(1));
  const asked = hear({}, { sent, query, header: (name) => (name === 'host' ? url.host : ''), secret: '' });
  if (asked.status) throw new Error(`${address} can not be read: ${JSON.stringify(asked)}`);
  const until = expires ? String(Math.floor(expires.getTime() / 1000)) : '';
  url.searchParams.set('key', id);
  if (until) url.searchParams.set('exp', until);
  // The path of the picture itself: a language may name it elsewhere.
  url.searchParams.set('sig', await hmac(signedText(sent.uri, asked, id, until), secret));
  return url.origin === nowhere ? url.pathname + url.search : url.href;
};

// Stands in for the host of an address that has none.
const nowhere = 'https://host.invalid';

/** HMAC-SHA256 as base64url, by what browsers, Node and edge runtimes all have. */
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
