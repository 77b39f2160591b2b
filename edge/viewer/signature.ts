import { assign, attempt } from '../query/builtins.ts';
import { canonical } from '../query/canonical.ts';
import { decode, type Query } from '../query/decode.ts';
import type { ViewerContext, ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';

type Digest = { update: (text: string | Uint8Array) => { digest: (encoding: 'hex' | 'base64url') => string } };

/** What of `crypto` is used, Node's or CloudFront's. */
export type Crypto = {
  createHmac: (algorithm: string, key: string | Uint8Array) => Digest;
  createHash: (algorithm: string) => Digest;
};

/** How another service signs: the signature of a request, the one that would be right, and when it expires; nothing without one. */
export type SignatureKind = (
  visitor: ViewerContext,
  crypto: Crypto,
) => [given: string | undefined, right: () => string, expires?: string | undefined] | null | undefined;

/**
 * Refuses, on the paths of a pattern, what does not carry a signature. Anywhere, only who has signed gets sizes that are
 * not on the ladder.
 */
export const requireSignature =
  (paths: RegExp, crypto: Crypto, kind: SignatureKind): ViewerStep =>
  (asked, visitor) => {
    const fault = faultOf(asked, visitor, crypto, kind(visitor, crypto));
    if (!fault) return asked;
    // A path that can't be decoded could be any path to somebody.
    const path = attempt(decodeURIComponent, visitor.sent.uri);
    return path == null || paths.test(path)
      ? { status: 403, title: 'The signature is ' + fault }
      : assign({}, asked, { snap: true });
  };

/** The name of the key that made a request's signature; empty without a signature. imgix's signatures name none. */
export const keyName = (query: Query) => {
  const signature = signatureOf(query);
  return signature.length === 32 ? 'imgix' : signature && query['key'];
};

/** Whether a parameter belongs to the signature of a URL, not to the image. `s` is a size too. */
export const isSignatureName = (name: string, text: string) =>
  signatureNames.indexOf(name) >= 0 || (name === 's' && /^[\w-]{32,}$/.test(text));

/** The names by which signatures, keys and ends of validity are given. */
export const signatureNames = ['sig', 'signature', 'sign', 'key', 'exp', 'expires'];

/**
 * The text that is signed. The path is that of the key, as S3 reads it, where `+` is a space: else a signature for `a%2Bb` would open `a b` too. The
 * variant is what the URL asks, before the viewer's headers have a say in it.
 */
export const signedText = (uri: string, asked: Variant, id: string, expires: string) =>
  [decode(uri.split('+').join(' ')), canonical(asked), id, expires].join('\n');

const signatureOf = (query: Query) => {
  const text = query['sig'] || query['signature'] || query['sign'] || query['s'] || '';
  return /^[\w-]{32,}$/.test(text) ? text : '';
};

/**
 * What is wrong with a signature; undefined if it is valid. If the secret of its key can't be read, for whatever reason, it is
 * invalid: a failing store lets nothing through.
 */
const faultOf = (asked: Variant, visitor: ViewerContext, crypto: Crypto, other: ReturnType<SignatureKind>) => {
  const query = visitor.query;
  const signature = signatureOf(query);
  const expires = (other && other[2]) || query['exp'] || query['expires'] || '';
  const sign = (text: string) => crypto.createHmac('sha256', visitor.secret).update(text).digest('base64url');
  const given = other ? other[0] : signature;
  if (!given) return 'missing';
  if (!visitor.secret) return 'of an unknown key';
  const right = other ? other[1]() : sign(signedText(visitor.sent.uri, asked, query['key'] + '', expires));
  // Signed once more, equal texts are still equal, and how long it takes to compare others says nothing about them.
  if (sign(given) !== sign(right)) return 'wrong';
  return expires && !isAhead(expires) ? 'expired' : '';
};

/** imgix's: https://docs.imgix.com/getting-started/setup/securing-assets: `s` is the last parameter, and signs all before it. */
export const imgixSignature: SignatureKind = (visitor, crypto) => {
  const request = visitor.sent;
  const signature = signatureOf(visitor.query);
  if (signature.length !== 32) return undefined;
  const query = (request.rawQueryString ? request.rawQueryString() + '' : '').replace(/(^|&)s=[^&]*$/, '');
  return [
    signature,
    () =>
      crypto
        .createHash('md5')
        .update(visitor.secret + request.uri + (query && '?' + query))
        .digest('hex'),
  ];
};

/** Seconds since 1970, or `YYYYMMDDTHHmmssZ`, which is compared as text. */
const isAhead = (expires: string) =>
  /^\d{8}T\d{6}Z$/.test(expires)
    ? expires > new Date().toISOString().replace(/\W|\d{3}Z/g, '')
    : +expires * 1000 > Date.now();
