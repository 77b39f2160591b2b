import {
  derivative,
  isDerivative,
  judge,
  metadata,
  missing,
  modern,
  ownParametersOnly,
  plain,
  type Question,
  sample,
} from '../question.ts';
import { imageUrl, type Site, type SiteResponse } from '../site.ts';

/** A URL whose derivative was just made for a viewer that names no format. */
const warmed = (site: Site) =>
  site.once('warmed', async () => {
    const width = site.freshWidth();
    const url = imageUrl(site, sample, width);
    await site.request(url, { headers: plain });
    return { url, width };
  });

/** A question whose answer is a hit of an image that an earlier request has put into the cache. */
const hits = (
  { id, promise, cause, remedy, skip }: Pick<Question, 'id' | 'promise' | 'cause' | 'remedy' | 'skip'>,
  again: (url: string, attempt: number) => { url: string; headers?: Record<string, string> },
): Question => ({
  id,
  promise,
  needs: id === 'hit' ? ['resized'] : ['hit'],
  cause,
  remedy,
  ...(skip && { skip }),
  ask: async (site) => {
    const { url } = await warmed(site);
    const response = await requestUntilHit(site, (attempt) => again(url, attempt));
    const cached = response.headers.get('x-cache') ?? 'no X-Cache';
    return judge(site, response, { passed: /hit/i.test(cached), observed: cached });
  },
});

const keyed = {
  cause: 'the cache key has more than the path and the variant',
  remedy:
    'the cache policy must have all query strings, no cookies, and no headers but those of the stack; the viewer function must be attached',
};

/** What is kept, and under which key. */
export const cachingQuestions: Question[] = [
  hits(
    {
      id: 'hit',
      promise: 'the second request is a cache hit',
      cause: "the original's Cache-Control forbids it (no-store or private), or the cache policy keeps nothing",
      remedy: "look at the original's Cache-Control, and at the TTLs of the cache policy",
    },
    (url) => ({ url }),
  ),
  hits(
    {
      id: 'hit-spelling',
      promise: 'another spelling of the same parameters is a hit',
      skip: ownParametersOnly,
      ...keyed,
    },
    (url, attempt) => ({
      url: url.replace(/\?w=(\d+)&format=auto/, `?FORMAT=auto&${spellings[attempt % spellings.length]}=$1`),
    }),
  ),
  hits(
    { id: 'hit-unknown', promise: 'unknown parameters make no second entry', skip: ownParametersOnly, ...keyed },
    (url, attempt) => ({ url: `${url}&utm_source=${attempt}&gclid=1` }),
  ),
  hits(
    {
      id: 'hit-headers',
      promise: 'the browser, language and cookies of a viewer make no second entry',
      ...keyed,
    },
    (url, attempt) => ({
      url,
      headers: {
        'user-agent': `viewer ${attempt}`,
        'accept-language': `de;q=0.${attempt}`,
        cookie: `session=${attempt}`,
      },
    }),
  ),
  {
    id: 'two-widths',
    promise: 'two widths are two entries of the cache',
    needs: ['resized'],
    cause: 'the query is not in the cache key',
    remedy: 'the cache policy must include all query strings',
    skip: ownParametersOnly,
    ask: async (site) => {
      const { url, width } = await warmed(site);
      const other = await site.request(url.replace(`${width}`, '150'), { headers: plain });
      const { width: got } = await metadata(other);
      const passed = site.config.snap ? got !== width : got === 150;
      return judge(site, other, { passed, observed: `${got} pixels wide for w=150` });
    },
  },
  {
    id: 'lifetime',
    promise: 'an image has a lifetime',
    needs: ['resized'],
    cause: "the original's own Cache-Control has none, or something removes the header",
    remedy: "look at the Cache-Control of the object in S3: the original's rules",
    ask: async (site) => {
      const { response } = await derivative(site);
      const control = response.headers.get('cache-control') ?? '';
      const passed = /max-age=[1-9]/.test(control) || response.headers.has('expires');
      return { passed, observed: control || 'no Cache-Control' };
    },
  },
  {
    id: 'error-lifetime',
    promise: 'an error is forgotten within minutes',
    needs: ['missing'],
    cause: 'errors have the lifetime of images: an image that is uploaded later stays missing',
    remedy: 'lower lifetimes.missing, or the TTL of the error 404 in the distribution',
    ask: async (site) => {
      const control = (await missing(site)).headers.get('cache-control') ?? '';
      const seconds = Number(/max-age=(\d+)/.exec(control)?.[1] ?? Number.NaN);
      return { passed: seconds <= site.config.lifetimes.missing, observed: control || 'no Cache-Control' };
    },
  },
  {
    id: 'range',
    promise: 'a Range request on a miss does not cut the cached image',
    needs: ['resized'],
    cause: 'a part of an image was cached as the whole',
    remedy: 'the viewer function removes Range from requests for derivatives: it must be attached',
    ask: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const part = await site.request(url, { headers: { ...plain, range: 'bytes=0-99' } });
      const response = await site.request(url, { headers: plain });
      const passed = [200, 206].includes(part.status) && (await isDerivative(site, response, width));
      const judged = judge(site, part.status > 206 ? part : response, {
        passed,
        observed: `${part.status}, then ${response.status}`,
      });
      return { ...judged, ...(passed && { finding: `a Range request on a miss is answered with ${part.status}` }) };
    },
  },
  {
    id: 'head',
    promise: 'a HEAD request on a miss does not empty the cached image',
    needs: ['resized'],
    cause: 'the answer to HEAD was cached as the image, or HEAD is not passed on',
    remedy: 'allow HEAD, and read the log of the function',
    ask: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const head = await site.request(url, { method: 'HEAD', headers: plain });
      const whole = await site.request(url, { headers: plain });
      const passed = head.status === 200 && (await isDerivative(site, whole, width));
      const judged = judge(site, head.status === 200 ? whole : head, {
        passed,
        observed: `${head.status}, then ${whole.status}`,
      });
      const [type, length] = ['content-type', 'content-length'].map((name) => head.headers.get(name));
      return {
        ...judged,
        ...(passed && { finding: `HEAD on a miss has Content-Type ${type}, Content-Length ${length}` }),
      };
    },
  },
  {
    id: 'original-304',
    promise: 'an unchanged original is a 304',
    needs: ['original'],
    cause: 'the ETag or the condition is lost on the way',
    remedy: 'look for something in front of CloudFront that removes ETag or If-None-Match',
    // Originals only: a derivative's URL may have several representations, so the viewer function removes its conditions.
    skip: ({ config }) => (config.originals.access === 'private' ? 'originals are private' : undefined),
    ask: async (site) => {
      const url = `${site.folder}${sample}`;
      const etag = (await site.request(url)).headers.get('etag') ?? '';
      const response = await site.request(url, { headers: { 'if-none-match': etag } });
      return judge(site, response, { passed: response.status === 304, observed: etag || 'no ETag' });
    },
  },
  {
    id: 'validators',
    promise: 'a validator of one representation never confirms another',
    needs: ['resized'],
    cause: 'CloudFront evaluates conditions that the viewer function removed: browsers may show another size or format',
    remedy: 'the viewer function must be attached; until then request explicit formats and widths',
    ask: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const first = await site.request(url, { headers: modern });
      // A derivative of a new private original has no validators; its date is not later than now.
      const etag = first.headers.get('etag') ?? '"none"';
      const conditions = [{ 'if-none-match': etag }, { 'if-modified-since': new Date().toUTCString() }];
      const responses = await Promise.all(
        conditions.map((headers) => site.request(url, { headers: { ...plain, ...headers } })),
      );
      const passed = (await Promise.all(responses.map((each) => isDerivative(site, each, width)))).every(Boolean);
      const observed = responses.map(({ status }) => status).join(', ');
      return {
        passed,
        observed,
        ...(passed && { finding: 'the cache ignores conditions that the viewer function removed' }),
      };
    },
  },
];

/** Ways to write the width. */
const spellings = ['width', 'WIDTH', 'W', 'Width', 'wIDTH'];

type Again = (attempt: number) => { url: string; headers?: Record<string, string> };

/**
 * Asks until there is a hit, five times at most: each request may reach another CloudFront server. Every attempt is another request, so
 * that none can be a hit of an entry that an earlier attempt made.
 */
const requestUntilHit = async (site: Site, again: Again, attempt = 1): Promise<SiteResponse> => {
  const { url, headers = {} } = again(attempt);
  const response = await site.request(url, { headers: { ...plain, ...headers } });
  const hit = /hit/i.test(response.headers.get('x-cache') ?? '');
  return attempt >= 5 || hit ? response : requestUntilHit(site, again, attempt + 1);
};
