import { attempt } from '../query/builtins.ts';
import { encodePath } from '../query/decode.ts';

/**
 * The one spelling of a path: `/%61%2fb+c.jpg` is `/a/b%20c.jpg`, since S3 reads the same key in both, where `+` is a space too. Decoded once
 * and escaped again, so what was escaped twice stays so. A path that can't be decoded stays as it is, as do dot segments and empty
 * ones, which CloudFront itself reads, what lies in the reserved folder (edge/page.ts), which has other origins, and what is longer than
 * the path of any key. Only for originals of one bucket: the cache knows no origins, and there one path must stay two.
 */
export const canonicalPath = (uri: string) => {
  const key = attempt(decodeURIComponent, uri.split('+').join(' ')) || '/.';
  const path = encodePath(key);
  return /\/[./]|^\/_\//.test(key) || path[longest] ? uri : path;
};

// A key has at most 1,024 bytes, CloudFront takes fewer than 8,192 characters.
const longest = 4000;
