import { canonical, decode, type Query } from './query.ts';
import type { Variant } from './vocabulary.ts';

/** Why a signature does not open a door. */
export type Fault = 'missing' | 'unknown key' | 'altered' | 'expired';

/** A request as it was sent, of which the signature is checked. */
export type Signed = { uri: string; rawQuery: string; query: Query };

type Digest = { update: (text: string) => { digest: (encoding: 'hex' | 'base64url') => string } };

/** What of `crypto` is used, Node's or CloudFront's. */
export type Crypto = {
  createHmac: (algorithm: string, key: string) => Digest;
  createHash: (algorithm: string) => Digest;
};

/** The text that is signed. The variant is what the URL asks, before the viewer's headers have a say in it. */
export const signedText = (uri: string, variant: Variant, id: string, expires: string) =>
  [decode(uri), canonical(variant), id, expires].join('\n');

// imgix signs with MD5, and its clients send that as `s`. Where it is accepted, its token is kept under this key.
const imgix = 'imgix';

/** The name of the key that made a request's signature; empty without a signature. */
export const keyName = (query: Query) => {
  const signature = signatureOf(query);
  return signature.length === 32 ? imgix : signature && query['key'];
};

const signatureOf = (query: Query) => {
  const text = query['sig'] || query['signature'] || query['sign'] || query['s'] || '';
  return /^[\w-]{32,}$/.test(text) ? text : '';
};

/**
 * What is wrong with a request's signature; empty where nothing is. Without the secret of the key that it names, for
 * whatever reason, it is wrong: a failing store closes the door.
 */
export const verify = (crypto: Crypto, request: Signed, variant: Variant, secret: string): Fault | '' => {
  const query = request.query;
  const signature = signatureOf(query);
  if (!signature) return 'missing';
  if (!secret) return 'unknown key';
  const expires = query['exp'] || query['expires'] || '';
  const right =
    signature.length === 32
      ? // https://docs.imgix.com/getting-started/setup/securing-assets: `s` is the last parameter, and signs all before it.
        crypto
          .createHash('md5')
          .update(secret + request.uri + request.rawQuery.replace(/(^|&)s=[^&]*$/, ''))
          .digest('hex')
      : crypto
          .createHmac('sha256', secret)
          .update(signedText(request.uri, variant, query['key'] + '', expires))
          .digest('base64url');
  if (!same(signature, right)) return 'altered';
  return expires && !(time(expires) > Date.now()) ? 'expired' : '';
};

/** As long for texts that differ in the first letter as for those that differ in the last. */
const same = (given: string, right: string) => {
  let different = given.length - right.length;
  for (let at = 0; at < right.length; at++) different |= given.charCodeAt(at) ^ right.charCodeAt(at);
  return different === 0;
};

/** Seconds since 1970, or `YYYYMMDDTHHmmssZ` -> milliseconds; NaN, which is before every time, for other texts. */
const time = (text: string) =>
  /^\d+$/.test(text)
    ? +text * 1000
    : Date.parse(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
