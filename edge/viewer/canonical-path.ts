import { attempt } from '../query/builtins.ts';
import { encodePath } from '../query/decode.ts';

// The path of a key has at most 3,072 characters (1,024 bytes, each escaped); CloudFront accepts fewer than 8,192.
const longest = 4000;

/**
 * The one spelling of a path: `/%61%2fb+c.jpg` becomes `/a/b%20c.jpg`, since S3 reads the same key in both, and `+` as a space. It is decoded
 * once and escaped again, so what was escaped twice stays escaped. Unchanged are paths that can't be decoded, that have dot segments or
 * empty ones, which CloudFront interprets itself, that are in the reserved folder (edge/page.ts), which has other origins, or that are longer than any
 * key's. Only for originals of one bucket: the cache key does not hold the origin, so two spellings that lead to two origins must stay two.
 */
export const canonicalPath = (uri: string) => {
  const key = attempt(decodeURIComponent, uri.split('+').join(' ')) || '/.';
  const path = encodePath(key);
  return /\/[./]|^\/_\//.test(key) || path[longest] ? uri : path;
};
