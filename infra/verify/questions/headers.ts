import { derivative, judge, original, plain, publicOnly, type Question, sample } from '../question.ts';
import { imageUrl, type Site } from '../site.ts';

const policy = (header: string) => ({
  cause: `the response headers policy is not attached, or has no ${header}`,
  remedy: 'attach the response headers policy of the stack to the behavior that answers, and deploy again',
});

/** A question whether derivatives have a header. */
const sent = (
  id: string,
  header: string,
  right: (value: string, site: Site) => boolean,
  promise: string,
): Question => ({
  id,
  promise,
  needs: ['resized'],
  ...policy(header),
  ask: async (site) => {
    const value = (await derivative(site)).response.headers.get(header);
    return { passed: value !== null && right(value, site), observed: value ?? `no ${header}` };
  },
});

/** An origin that the configuration allows. */
const allowed = ({ config }: Site) =>
  (config.cors.origins[0] ?? '*').replace(/^\*$/, 'https://example.com').replace('//*', '//www');

const fromOrigin = (site: Site, origin: string) =>
  site.once(`from ${origin}`, () =>
    site.request(imageUrl(site, sample, site.freshWidth()), { headers: { ...plain, origin } }),
  );

const cors = {
  needs: ['resized'],
  cause: 'the headers of CORS are missing: the function is of another configuration, or something removes them',
  remedy: 'compare cors.origins with what is deployed, and deploy again; look for a second response headers policy',
};

/** What browsers are told besides the image. */
export const headerQuestions: Question[] = [
  sent('nosniff', 'X-Content-Type-Options', (value) => value === 'nosniff', 'browsers keep to the type of an image'),
  sent(
    'csp',
    'Content-Security-Policy',
    (value) => /script-src 'none'|default-src 'none'/.test(value),
    'no script in an image runs',
  ),
  sent('corp', 'Cross-Origin-Resource-Policy', (value) => value === 'cross-origin', 'other sites may show images'),
  sent('timing', 'Timing-Allow-Origin', (value) => value === '*', 'other sites may measure images'),
  {
    id: 'cors',
    promise: 'CORS allows the configured origins',
    ...cors,
    ask: async (site) => {
      const origin = allowed(site);
      const response = await fromOrigin(site, origin);
      const value = response.headers.get('access-control-allow-origin') ?? 'no Access-Control-Allow-Origin';
      return judge(site, response, { passed: value === '*' || value === origin, observed: value });
    },
  },
  {
    id: 'cors-expose',
    promise: 'pages may read the headers of an image',
    ...cors,
    ask: async (site) => {
      const response = await fromOrigin(site, allowed(site));
      const value = response.headers.get('access-control-expose-headers') ?? 'no Access-Control-Expose-Headers';
      return judge(site, response, { passed: value === '*', observed: value });
    },
  },
  {
    id: 'cors-others',
    promise: 'CORS does not allow other origins',
    needs: ['cors'],
    cause: 'the deployed configuration allows more origins',
    remedy: 'deploy again; look for a second response headers policy',
    skip: ({ config }) => (config.cors.origins.includes('*') ? 'every origin is allowed' : undefined),
    ask: async (site) => {
      const origin = 'https://stranger.example.org';
      const response = await fromOrigin(site, origin);
      const value = response.headers.get('access-control-allow-origin');
      return judge(site, response, { passed: value !== '*' && value !== origin, observed: value ?? 'not allowed' });
    },
  },
  {
    id: 'cors-preflight',
    promise: 'a preflight is answered',
    needs: ['cors'],
    cause: 'OPTIONS is not allowed, or does not reach the function',
    remedy: 'allow GET, HEAD and OPTIONS in every behavior',
    ask: async (site) => {
      const headers = {
        origin: allowed(site),
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-requested-with',
      };
      const response = await site.request(imageUrl(site, sample, 100), { method: 'OPTIONS', headers });
      const value = response.headers.get('access-control-allow-methods') ?? 'no Access-Control-Allow-Methods';
      return { passed: response.status < 300 && value.includes('GET'), observed: `${response.status} ${value}` };
    },
  },
  {
    id: 'uncompressed',
    promise: 'photographs are not compressed a second time',
    needs: ['resized'],
    cause: 'a behavior or a proxy compresses images: time for nothing, and entries of the cache by Accept-Encoding',
    remedy: 'switch compression off in the default behavior',
    ask: async (site) => {
      const { url } = await derivative(site);
      const response = await site.request(url, { headers: { ...plain, 'accept-encoding': 'br, gzip' } });
      const encoding = response.headers.get('content-encoding');
      return judge(site, response, { passed: encoding === null, observed: encoding ?? 'as they are' });
    },
  },
  {
    id: 'no-cookies',
    promise: 'no cookie is set',
    needs: ['resized'],
    cause: 'a web ACL or a proxy sets a cookie, which other caches take as a reason not to keep the image',
    remedy: 'leave images out of its rules',
    ask: async (site) => {
      const cookie = (await derivative(site)).response.headers.get('set-cookie');
      return { passed: cookie === null, observed: cookie === null ? 'none' : 'Set-Cookie' };
    },
  },
  {
    id: 'original-csp',
    promise: 'no script in an original runs',
    needs: ['original'],
    ...policy('Content-Security-Policy'),
    skip: publicOnly,
    ask: async (site) => {
      const value = (await original(site)).headers.get('content-security-policy');
      return {
        passed: /(script|default)-src 'none'/.test(value ?? ''),
        observed: value ?? 'no Content-Security-Policy',
      };
    },
  },
];
