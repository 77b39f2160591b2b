import { type Check, isProblem, resultOf, sample } from './check.ts';
import { imageUrl } from './site.ts';

/** What a viewer must not get, and the errors that it gets instead. */
export const accessChecks: Check[] = [
  {
    promise: 'a missing image is a 404 with problem details',
    run: async (site) => {
      const response = await site.request(imageUrl(site, `missing-${site.freshWidth()}.jpg`, 100));
      return resultOf(site, { response, passed: isProblem(response, 404) });
    },
  },
  {
    promise: 'an invalid value is a 400 with problem details',
    run: async (site) => {
      if (site.dialect || site.signed || site.config.presetsOnly) return undefined;
      const response = await site.request(`${site.folder}${sample}?w=abc`);
      return resultOf(site, { response, passed: isProblem(response, 400) });
    },
  },
  {
    promise: 'no bucket can be listed',
    run: async (site) => {
      const responses = [];
      for (const path of ['/', site.folder, '/_/', '/_/?list-type=2', `/?list-type=2`])
        responses.push(await site.request(path, { unsigned: true }));
      const listed = responses.some(({ bytes }) => bytes.includes('<ListBucketResult'));
      // A 5xx lists nothing either, and proves nothing.
      const passed = !listed && responses.every(({ status }) => status < 500);
      const remedy = listed
        ? "remove s3:ListBucket from CloudFront's statement in the bucket policy"
        : 'the service fails with 5xx: see its log';
      return { passed, observed: responses.map(({ status }) => status).join(', '), ...(!passed && { remedy }) };
    },
  },
  {
    promise: "a viewer can't override S3's response headers",
    run: async (site) => {
      const response = await site.request(`${site.folder}${sample}?response-content-type=text/html`);
      const observed = response.headers.get('content-type') ?? 'no type';
      return resultOf(site, { response, passed: observed !== 'text/html', observed });
    },
  },
  {
    promise: 'a signed path is a 403 without a signature',
    run: async (site) => {
      const [path] = site.config.signing?.paths ?? [];
      if (!path) return undefined;
      const response = await site.request(`${path.replace(/^(?!\/)/, '/').replaceAll(/[*?]/g, 'x')}?w=100`, {
        unsigned: true,
      });
      return resultOf(site, { response, passed: isProblem(response, 403) });
    },
  },
  {
    promise: 'CORS allows the configured origins',
    run: async (site) => {
      const [allowed = '*'] = site.config.cors.origins;
      const origin = allowed.replace(/^\*$/, 'https://example.com').replace('//*', '//www');
      const response = await site.request(imageUrl(site, sample, site.freshWidth()), { headers: { origin } });
      const observed = response.headers.get('access-control-allow-origin') ?? 'no Access-Control-Allow-Origin';
      return resultOf(site, { response, passed: observed === '*' || observed === origin, observed });
    },
  },
  {
    promise: 'http redirects to https',
    run: async (site) => {
      if (!site.origin.startsWith('https:')) return undefined;
      const url = `${site.origin.replace('https:', 'http:')}${site.folder}${sample}`;
      const response = await site.request(url, { unsigned: true });
      const location = response.headers.get('location') ?? '';
      const observed = `${response.status} ${location}`;
      return resultOf(site, { response, passed: location.startsWith('https:'), observed });
    },
  },
];
