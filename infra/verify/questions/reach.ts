import { diagnosisOf } from '../diagnosis.ts';
import { derivative, isProblem, judge, type Question, sample } from '../question.ts';
import { imageUrl, type Site } from '../site.ts';

const patience = 10_000;

/** Whether anything answers: every other question needs that. */
export const reachQuestions: Question[] = [
  {
    id: 'answers',
    promise: 'the service answers',
    cause: 'the host name leads nowhere, or to a server that hangs',
    remedy: 'compare the host name with the output Domain; a new distribution takes some minutes',
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}`, {
        method: 'HEAD',
        unsigned: true,
        limit: patience,
      });
      return judge(site, response, { passed: true, observed: `${response.status} in ${response.milliseconds} ms` });
    },
  },
  {
    id: 'works',
    promise: 'a request for an image does not fail',
    needs: ['answers'],
    cause: 'a function fails on every request',
    remedy: 'read the log groups of both functions (docs/operations.md)',
    ask: async (site) => {
      const response = await untilServed(site, imageUrl(site, sample, site.freshWidth()));
      return judge(site, response, { passed: response.status < 500, observed: `${response.status}` });
    },
  },
  {
    id: 'failures-not-kept',
    promise: 'a failure is not served from the cache',
    needs: ['answers'],
    cause: 'the distribution keeps a 5xx for minutes: one failure of a moment is shown to every viewer',
    remedy:
      'set the minimum TTL of the errors 500, 502, 503 and 504 to 1 second (custom error responses), as the stack does',
    ask: async (site) => {
      const kept = site.responses.filter(({ status, headers }) => status >= 500 && Number(headers.get('age')) > 5);
      return { passed: kept.length === 0, observed: `${kept.length} failures older than 5 s` };
    },
  },
  {
    id: 'cloudfront',
    promise: 'CloudFront answers',
    needs: ['works'],
    cause: 'the host name points to another server or to the bucket itself',
    remedy: 'point the CNAME or alias record at the output Domain',
    ask: async (site) => {
      const { response } = await derivative(site);
      const pop = response.headers.get('x-amz-cf-pop');
      return judge(site, response, {
        passed: pop !== null,
        observed: pop ?? 'no X-Amz-Cf-Pop',
        expected: [response.status],
      });
    },
  },
  {
    id: 'samples',
    promise: 'the test image is there',
    needs: ['works'],
    cause: 'the image is not in the folder, or CloudFront may not read it',
    remedy: 'give --bucket, or upload the samples',
    ask: async (site) => {
      const { response } = await derivative(site);
      const passed = ![403, 404].includes(response.status);
      return judge(site, response, { passed, observed: `${response.status}` });
    },
  },
  {
    id: 'https',
    promise: 'http redirects to the same path of https',
    needs: ['answers'],
    cause: 'a behavior allows http',
    remedy: 'set the viewer protocol policy of every behavior to redirect-to-https, and deploy again',
    skip: ({ origin }) => (origin.startsWith('https:') ? undefined : 'the URL is http'),
    ask: async (site) => {
      const path = `${site.folder}${sample}?w=100`;
      const response = await site.request(`${site.origin.replace('https:', 'http:')}${path}`, { unsigned: true });
      const location = response.headers.get('location') ?? '';
      const passed = [301, 302, 307, 308].includes(response.status) && location === `${site.origin}${path}`;
      return judge(site, response, {
        passed,
        observed: `${response.status} ${location}`.trim(),
        expected: [response.status],
      });
    },
  },
  {
    id: 'reading-only',
    promise: 'POST is refused',
    needs: ['works'],
    cause: 'the distribution passes on methods that write',
    remedy: 'allow GET, HEAD and OPTIONS only, as the stack does',
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}`, { method: 'POST', unsigned: true });
      const passed = [403, 405].includes(response.status) && !isProblem(response, 403);
      return judge(site, response, { passed, observed: `${response.status}`, expected: [response.status] });
    },
  },
];

/** Asks up to three times: a function that starts may be throttled for a moment. */
const untilServed = async (site: Site, url: string, tries = 3) => {
  const response = await site.request(url);
  if (response.status < 500 || tries <= 1 || diagnosisOf(site, response) === undefined) return response;
  await site.pause(3000);
  return untilServed(site, url, tries - 1);
};
