import { redirectsOf } from '../../config/paths/locations.ts';
import { isProblem, judge, missing, original, ownParametersOnly, plain, type Question, sample } from '../question.ts';
import { imageUrl, type Site } from '../site.ts';

const listing = (id: string, promise: string, paths: (site: Site) => string[]): Question => ({
  id,
  promise,
  needs: ['works'],
  cause: 'CloudFront may list the bucket',
  remedy: "remove s3:ListBucket from CloudFront's statement in the bucket policy",
  ask: async (site) => {
    const responses = await Promise.all(paths(site).map((path) => site.request(path, { unsigned: true })));
    const failing = responses.find(({ status }) => status >= 500);
    const listed = responses.some(({ bytes }) => bytes.includes('<ListBucketResult'));
    const observed = responses.map(({ status }) => status).join(', ');
    // A 5xx lists nothing either, and proves nothing.
    return failing ? judge(site, failing, { passed: false, observed }) : { passed: !listed, observed };
  },
});

/** What a viewer must not get, and the errors that it gets instead. */
export const accessQuestions: Question[] = [
  {
    id: 'missing',
    promise: 'a missing image is a 404 with problem details',
    needs: ['works'],
    cause: "S3's own error is passed on: the function does not run on errors",
    remedy: 'the behavior must have the function at origin responses; remove error pages of the distribution',
    ask: async (site) => {
      const response = await missing(site);
      return judge(site, response, { passed: isProblem(response, 404), expected: [403, 404] });
    },
  },
  {
    id: 'invalid',
    promise: 'an invalid value is a 400 that names the parameter',
    needs: ['works'],
    cause: 'the viewer function is not attached, or is of another configuration',
    remedy: 'deploy again; the behavior must have the viewer function at viewer requests',
    skip: (site) => ownParametersOnly(site) ?? (site.signed ? 'the folder requires a signature' : undefined),
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?w=abc`);
      const passed = isProblem(response, 400) && response.bytes.includes('"abc"');
      return judge(site, response, { passed, expected: [200, 400, 404] });
    },
  },
  {
    id: 'viewer-variant',
    promise: "a viewer's own variant= is ignored",
    needs: ['original'],
    cause: 'the viewer function is not attached: viewers write cache keys themselves',
    remedy: 'attach it to the behavior at viewer requests',
    skip: ({ signed }) => (signed ? 'the folder requires a signature' : undefined),
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?variant=w_99`, { headers: plain });
      const same = response.bytes.equals((await original(site)).bytes);
      const passed = site.config.originals.access === 'private' ? isProblem(response, 403) : same;
      return judge(site, response, { passed, expected: [200, 403] });
    },
  },
  {
    id: 's3-parameters',
    promise: "a viewer can't override S3's response headers",
    needs: ['original'],
    cause: 'the query of the viewer reaches S3: strangers choose the type of an object',
    remedy: 'attach the viewer function to the behavior at viewer requests: it empties the query',
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?response-content-type=text/html`);
      const observed = response.headers.get('content-type') ?? 'no type';
      return judge(site, response, { passed: observed !== 'text/html', observed, expected: [200, 403] });
    },
  },
  listing('originals-not-listed', 'the bucket of the originals cannot be listed', ({ folder }) => [
    '/',
    folder,
    '/?list-type=2',
  ]),
  {
    ...listing('derivatives-not-listed', 'the bucket of the derivatives cannot be listed', ({ config }) => [
      `/${redirectsOf(config)}/`,
      `/${redirectsOf(config)}/?list-type=2`,
    ]),
    skip: ({ config }) => (config.derivatives ? undefined : 'there is no bucket of derivatives'),
  },
  {
    id: 'explain-closed',
    promise: 'explain answers only where it is configured',
    needs: ['resized'],
    cause:
      'the deployed configuration has explain on: it shows the size and format of originals, and each answer costs an encode',
    remedy: 'leave explain off, or `signed`, and deploy again',
    skip: (site) => ownParametersOnly(site) ?? (site.config.explain === 'on' ? 'explain is on' : undefined),
    ask: async (site) => {
      const url = `${site.folder}${sample}?w=${site.freshWidth()}&explain=1`;
      const response = await site.request(url, { unsigned: true });
      const isExplanation = response.bytes.includes('"cacheKey"');
      return judge(site, response, {
        passed: !isExplanation,
        observed: isExplanation ? 'an explanation' : `${response.status}`,
      });
    },
  },
  {
    id: 'explain-open',
    promise: 'explain answers',
    needs: ['resized'],
    cause: 'the deployed configuration has explain off',
    remedy: 'deploy again',
    skip: (site) => ownParametersOnly(site) ?? (site.config.explain === 'on' ? undefined : 'explain is not on'),
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?w=${site.freshWidth()}&explain=1`);
      return judge(site, response, { passed: response.bytes.includes('"cacheKey"') });
    },
  },
  {
    id: 'signature-required',
    promise: 'a signed path is a 403 without a signature',
    needs: ['works'],
    cause: 'the deployed configuration has other signed paths',
    remedy: 'deploy again',
    skip: ({ config }) => (config.signing?.paths[0] ? undefined : 'no path is signed'),
    ask: async (site) => {
      const response = await site.request(`${signedPath(site)}?w=100`, { unsigned: true });
      return judge(site, response, { passed: isProblem(response, 403), expected: [200, 403, 404] });
    },
  },
  {
    id: 'signature-wrong',
    promise: 'a wrong signature is a 403',
    needs: ['signature-required'],
    cause: 'the deployed viewer function does not check signatures',
    remedy: 'deploy again, from this checkout',
    skip: ({ config }) => (config.signing?.paths[0] ? undefined : 'no path is signed'),
    ask: async (site) => {
      const response = await site.request(`${signedPath(site)}?w=100&sig=no.AAAAAAAAAAAAAAAAAAAAAA`, {
        unsigned: true,
      });
      return judge(site, response, { passed: isProblem(response, 403), expected: [200, 403, 404] });
    },
  },
  {
    id: 'presets-only',
    promise: 'sizes outside of the presets are refused',
    needs: ['works'],
    cause: 'the deployed configuration serves any size: a stranger can ask for any number of derivatives',
    remedy: 'deploy again',
    skip: ({ config, dialect, signed }) =>
      !config.presetsOnly ? 'not only presets are served' : dialect || signed ? 'a dialect, or signed' : undefined,
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?w=${site.freshWidth()}`);
      return judge(site, response, {
        passed: response.status === 403 || response.status === 400,
        expected: [200, 400, 403],
      });
    },
  },
  {
    id: 'ladder',
    promise: 'widths are rounded up to the ladder',
    needs: ['resized'],
    cause: 'the deployed configuration has no ladder: a stranger can ask for any width',
    remedy: 'deploy again',
    skip: (site) => ownParametersOnly(site) ?? (site.config.snap ? undefined : 'there is no ladder'),
    ask: async (site) => {
      const [one, other] = [site.freshWidth(), site.freshWidth()].map((width) => imageUrl(site, sample, width));
      const first = await site.request(one ?? '', { headers: plain });
      const second = await site.request(other ?? '', { headers: plain });
      return judge(site, second, {
        passed: first.bytes.equals(second.bytes),
        observed: `${first.bytes.length}, ${second.bytes.length} bytes`,
      });
    },
  },
];

const signedPath = ({ config }: Site) =>
  (config.signing?.paths[0] ?? '').replace(/^(?!\/)/, '/').replaceAll(/[*?]/g, 'x');
