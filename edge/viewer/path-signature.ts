import { imgproxyPath } from '../query/imgproxy-path.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { SignatureKind } from './signature.ts';

/** The first step where signatures stand in paths: keeps the path, of which a dialect leaves that of the image. */
export const keepPath =
  (parse: ViewerStep): ViewerStep =>
  (asked, visitor) => {
    visitor.path = visitor.sent.uri;
    return parse(asked, visitor);
  };

/** A path with Thumbor's signature in front. */
export const thumborPath = /^\/([\w-]{27})(?:=|%3D)\/(.+)/;

/** The name of the key of a signature that stands in the path; undefined without one. */
export const pathKeyName = (uri: string): string | undefined =>
  thumborPath.test(uri) ? 'thumbor' : imgproxyPath.test(uri) ? 'imgproxy' : undefined;

/** Thumbor's: HMAC-SHA1 of all that stands behind it in the path. */
export const thumborSignature: SignatureKind = (visitor, crypto) => {
  const parts = thumborPath.exec(visitor.path || '');
  const right = (text: string) => crypto.createHmac('sha1', visitor.secret).update(text).digest('base64url');
  return parts && [parts[1], () => right(parts[2] + '')];
};

/** imgproxy's: HMAC-SHA256 of its salt and all that stands behind it in the path. The secret is its `key:salt`, in hex. */
export const imgproxySignature: SignatureKind = (visitor, crypto) => {
  const parts = imgproxyPath.exec(visitor.path || '');
  const right = (text: string) => {
    const hex = visitor.secret.split(':');
    const salted = (hex[1] || '') + Buffer.from(text).toString('hex');
    return crypto
      .createHmac('sha256', Buffer.from(hex[0] + '', 'hex'))
      .update(Buffer.from(salted, 'hex'))
      .digest('base64url');
  };
  return parts && [parts[1], () => right(parts[2] + ''), (/\/exp\w*:(\d+)/.exec(parts[2] + '') || [])[1]];
};
