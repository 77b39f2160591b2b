import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dialectEntry } from '../../edge/query/dialects/registry.ts';
import { bytesOf, type Check, isDerivative, isProblem, plain, resultOf, sample, sizeOf } from './check.ts';
import { imageUrl, remedy, type Site, type SiteResponse } from './site.ts';

const samples = join(import.meta.dirname, '../../samples');

const modern = { accept: 'image/avif,image/webp,*/*' };

/** What a viewer must get. The order matters: later checks assume what earlier ones have shown. */
export const deliveryChecks: Check[] = [
  {
    promise: 'originals are as public or private as configured',
    run: async (site) => {
      const response = await site.request(`${site.folder}${sample}`, { headers: plain });
      if (site.config.originals.access === 'private')
        return resultOf(site, { response, passed: isProblem(response, 403) });
      const bytes = await readFile(join(samples, sample));
      return resultOf(site, { response, passed: response.status === 200 && bytes.equals(response.bytes) });
    },
  },
  {
    promise: 'an image is resized and upright',
    run: async (site) => {
      const width = site.freshWidth();
      const response = await site.request(imageUrl(site, sample, width), { headers: plain });
      const passed = await isDerivative(site, response, width);
      const result = resultOf(site, { response, passed, observed: await sizeOf(response) });
      if (!passed) return result;
      const sent = response.headers.get('content-length');
      const length = sent === null ? 'not sent' : Number(sent) === response.bytes.length ? 'correct' : `wrong, ${sent}`;
      const finding = `the Lambda sees the query and reads the bucket; Content-Length after it replaced the body: ${length}; the first image took ${response.milliseconds} ms`;
      return { ...result, finding };
    },
  },
  {
    promise: 'format=auto follows the Accept header',
    run: async (site) => {
      if (site.config.presetsOnly || (site.dialect && dialectEntry(site.dialect).withoutAutoFormat)) return undefined;
      const url = imageUrl(site, sample, site.freshWidth());
      const first = await site.request(url, { headers: modern });
      const second = await site.request(url, { headers: plain });
      const types = [first, second].map(({ headers }) => headers.get('content-type'));
      const passed = /^image\/(avif|webp)$/.test(types[0] ?? '') && types[1] === 'image/jpeg';
      return { passed, observed: types.join(', '), ...(!passed && { remedy: remedy(site, first) }) };
    },
  },
  {
    promise: 'the second request is a cache hit',
    run: async (site) => {
      const url = imageUrl(site, sample, site.freshWidth());
      await site.request(url);
      // Another spelling of the same variant must hit too.
      const spellings =
        site.dialect || site.config.presetsOnly ? [url] : [url, `${url.replace('?w=', '?WIDTH=')}&utm_source=x`];
      const responses = [];
      for (const spelling of spellings) responses.push(await requestUntilHit(site, spelling));
      const hits = responses.map(({ headers }) => headers.get('x-cache') ?? 'no x-cache');
      const passed = hits.every((hit) => /hit/i.test(hit));
      const remedy = "look at the original's Cache-Control: with no-store or private nothing is cached";
      return { passed, observed: hits.join(', '), ...(!passed && { remedy }) };
    },
  },
  {
    promise: 'an unchanged original is a 304',
    run: async (site) => {
      // Originals only: a derivative's URL may have several representations, so the viewer function removes its conditions.
      if (site.config.originals.access === 'private') return undefined;
      const url = `${site.folder}${sample}`;
      const etag = (await site.request(url)).headers.get('etag') ?? '';
      const response = await site.request(url, { headers: { 'if-none-match': etag } });
      return resultOf(site, { response, passed: response.status === 304, observed: etag || 'no ETag' });
    },
  },
  {
    promise: 'a validator of one representation never confirms another',
    run: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const { headers } = await site.request(url);
      // A derivative of a new private original has no validators; its date is not later than now.
      const conditions = [
        { 'if-none-match': headers.get('etag') ?? '"none"' },
        { 'if-modified-since': new Date().toUTCString() },
      ];
      const responses = await Promise.all(conditions.map((headers) => site.request(url, { headers })));
      const passed = (await Promise.all(responses.map((each) => isDerivative(site, each, width)))).every(Boolean);
      const observed = responses.map(({ status }) => status).join(', ');
      if (passed) return { passed, observed, finding: 'the cache ignores conditions that the viewer function removed' };
      const remedy =
        'CloudFront evaluates conditions that the viewer function removed, so browsers may show another size or format: request explicit formats and widths, and open an issue';
      return { passed, observed, remedy };
    },
  },
  {
    promise: 'a Range request on a miss does not cut the cached image',
    run: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const part = await site.request(url, { headers: { ...plain, range: 'bytes=0-99' } });
      const response = await site.request(url, { headers: plain });
      const passed = [200, 206].includes(part.status) && (await isDerivative(site, response, width));
      const result = resultOf(site, { response, passed, observed: `${part.status}, then ${response.status}` });
      return { ...result, finding: `a Range request on a miss is answered with ${part.status}` };
    },
  },
  {
    promise: 'a HEAD request on a miss does not empty the cached image',
    run: async (site) => {
      const width = site.freshWidth();
      const url = imageUrl(site, sample, width);
      const head = await site.request(url, { method: 'HEAD', headers: plain });
      const whole = await site.request(url, { headers: plain });
      const passed = head.status === 200 && (await isDerivative(site, whole, width));
      const response = head.status === 200 ? whole : head;
      const result = resultOf(site, { response, passed, observed: `${head.status}, then ${whole.status}` });
      const type = head.headers.get('content-type');
      const length = head.headers.get('content-length');
      return { ...result, finding: `HEAD on a miss is answered with Content-Type ${type}, Content-Length ${length}` };
    },
  },
  {
    promise: 'a derivative above 1 MB is delivered',
    run: async (site) => {
      if (site.dialect || site.config.presetsOnly || !site.config.derivatives) return undefined;
      const response = await site.request(`${site.folder}large.jpg?w=3840&q=100&v=${site.freshWidth()}`, {
        headers: plain,
      });
      const location = response.headers.get('location');
      const large = location ? await site.request(location) : response;
      const observed = `${response.status}${location ? `, then ${large.status}` : ''}, ${bytesOf(large)}`;
      const passed =
        large.status === 200 &&
        large.bytes.length > 1_048_576 &&
        !response.headers.has('x-image-reason') &&
        location !== null;
      const remedy = location
        ? "CloudFront can't read the derivatives bucket: is its stack deployed (npx cdk deploy --all)?"
        : "the Lambda can't write to the derivatives bucket, or was deployed without it: see StoreFaults in its log";
      return { passed, observed, ...(!passed && { remedy }) };
    },
  },
];

/** Repeats a request: each may reach another CloudFront server. */
const requestUntilHit = async (site: Site, url: string, tries = 5): Promise<SiteResponse> => {
  const response = await site.request(url);
  const hit = /hit/i.test(response.headers.get('x-cache') ?? '');
  return tries <= 1 || hit ? response : requestUntilHit(site, url, tries - 1);
};
