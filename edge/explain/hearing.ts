import { aws } from '../language/dialects/aws.ts';
import { bunny } from '../language/dialects/bunny.ts';
import { cloudflare } from '../language/dialects/cloudflare.ts';
import { fastly } from '../language/dialects/fastly.ts';
import { imgix } from '../language/dialects/imgix.ts';
import { netlify } from '../language/dialects/netlify.ts';
import { next } from '../language/dialects/next.ts';
import { short } from '../language/dialects/short.ts';
import { weserv } from '../language/dialects/weserv.ts';
import { type Dialect, interpreter } from '../language/dialects.ts';
import { ours } from '../language/native.ts';
import type { Hear } from './words.ts';

// Here bytes do not count, so all of them are there.
const dialects: { [name: string]: Dialect } = {
  aws,
  bunny,
  cloudflare,
  fastly,
  imgix,
  netlify,
  next,
  short,
  weserv,
};

/** Hears an address as the viewer function does: each path in its own language. */
export const hearing = (rows: [pattern: string, dialect: string][]): Hear => {
  const known = rows.flatMap(([pattern, name]): [RegExp, Dialect][] => {
    const dialect = dialects[name];
    return dialect ? [[new RegExp(pattern), dialect]] : [];
  });
  const hear = interpreter(known, ours);
  return (uri, query) => {
    // Which host was asked is not known here: an address of one's own is read as any other.
    const request = { method: 'GET', uri, querystring: {}, headers: {} };
    return hear({}, { sent: request, said: query, header: () => '', secret: '' });
  };
};
