import { redirectsOf } from '../../config/paths/locations.ts';
import { bytesOf, judge, ownParametersOnly, plain, type Question } from '../question.ts';
import type { Site } from '../site.ts';

const limit = 1_048_576;

const unlessKept = (site: Site) =>
  ownParametersOnly(site) ?? (site.config.derivatives ? undefined : 'there is no bucket of derivatives');

/** The derivative that does not fit into the function's answer, and where the redirect leads. */
const large = (site: Site) =>
  site.once('large', async () => {
    const url = `${site.folder}large.jpg?w=3840&q=100&v=${site.freshWidth()}`;
    const first = await site.request(url, { headers: plain });
    const location = first.headers.get('location') ?? undefined;
    const response = location
      ? await site.request(location, { headers: { ...plain, origin: 'https://example.com' } })
      : first;
    return { first, location, response };
  });

/** Derivatives above 1 MB, which are sent by a redirect to their bucket, or as they are by the regional function. */
export const largeQuestions: Question[] = [
  {
    id: 'large-made',
    promise: 'a derivative above 1 MB is made',
    needs: ['resized'],
    cause: 'the function could not write to the derivatives bucket, or was deployed without it',
    remedy: 'see StoreFaults in its log, and the statement KeepDerivatives of its role',
    skip: unlessKept,
    ask: async (site) => {
      const { first, location } = await large(site);
      const whole = site.config.door === 'regional' && first.bytes.length > limit;
      const passed =
        !first.headers.has('x-image-reason') && (location?.startsWith(`/${redirectsOf(site.config)}/`) || whole);
      return judge(site, first, {
        passed,
        observed: `${first.status} ${location ?? bytesOf(first)}`,
        expected: [200, 302],
      });
    },
  },
  {
    id: 'large-sent',
    promise: 'a derivative above 1 MB is delivered',
    needs: ['large-made'],
    cause: "CloudFront can't read the derivatives bucket",
    remedy: 'is its stack deployed (npx cdk deploy --all)? Its policy must allow the distribution s3:GetObject on _/*',
    skip: unlessKept,
    ask: async (site) => {
      const { response } = await large(site);
      const passed = response.status === 200 && response.bytes.length > limit;
      return { passed, observed: `${response.status}, ${bytesOf(response)}` };
    },
  },
  {
    id: 'large-headers',
    promise: 'a large derivative has the headers of the others',
    needs: ['large-sent'],
    cause: 'the behavior /_/* has no response headers policy',
    remedy: 'attach the policy of the stack, and deploy again',
    skip: unlessKept,
    ask: async (site) => {
      const { headers } = (await large(site)).response;
      const names = ['x-content-type-options', 'content-security-policy', 'cross-origin-resource-policy'];
      const absent = names.filter((name) => !headers.has(name));
      return { passed: absent.length === 0, observed: absent.length === 0 ? 'all sent' : `no ${absent.join(', ')}` };
    },
  },
];
