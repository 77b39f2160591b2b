import { isProblem, type Proof, sample, verdict } from './seen.ts';
import { addressOf } from './site.ts';

/** What nobody may get, and how that is said. */
export const refused: Proof[] = [
  {
    claim: 'what is missing is a 404 that says so',
    look: async (site) => {
      const answer = await site.ask(addressOf(site, `missing-${site.freshWidth()}.jpg`, 100));
      return verdict(site, answer, isProblem(answer, 404));
    },
  },
  {
    claim: 'a value that can not be read is a 400 that says so',
    look: async (site) => {
      if (site.dialect || site.signs || site.config.presetsOnly) return undefined;
      const answer = await site.ask(`${site.folder}${sample}?w=abc`);
      return verdict(site, answer, isProblem(answer, 400));
    },
  },
  {
    claim: 'no bucket is listed',
    look: async (site) => {
      const answers = [];
      for (const path of ['/', site.folder, '/_/', '/_/?list-type=2', `/?list-type=2`])
        answers.push(await site.ask(path, { unsigned: true }));
      const listed = answers.some(({ bytes }) => bytes.includes('<ListBucketResult'));
      // A service that fails at everything lists nothing either: that proves nothing.
      const holds = !listed && answers.every(({ status }) => status < 500);
      const next = listed
        ? "take s3:ListBucket from CloudFront's statement in the policy of the bucket"
        : 'the service fails with 5xx: its log says why';
      return { holds, saw: answers.map(({ status }) => status).join(', '), ...(!holds && { next }) };
    },
  },
  {
    claim: 'no viewer decides what S3 says',
    look: async (site) => {
      const answer = await site.ask(`${site.folder}${sample}?response-content-type=text/html`);
      const type = answer.headers.get('content-type') ?? 'no type';
      return verdict(site, answer, type !== 'text/html', type);
    },
  },
  {
    claim: 'closed paths open for no one without a signature',
    look: async (site) => {
      const [path] = site.config.signing?.paths ?? [];
      if (!path) return undefined;
      const answer = await site.ask(`${path.replace(/^(?!\/)/, '/').replaceAll(/[*?]/g, 'x')}?w=100`, {
        unsigned: true,
      });
      return verdict(site, answer, isProblem(answer, 403));
    },
  },
  {
    claim: 'other sites may read the image, as configured',
    look: async (site) => {
      const [allowed = '*'] = site.config.cors.origins;
      const origin = allowed.replace(/^\*$/, 'https://example.com').replace('//*', '//www');
      const answer = await site.ask(addressOf(site, sample, site.freshWidth()), { headers: { origin } });
      const told = answer.headers.get('access-control-allow-origin');
      return verdict(site, answer, told === '*' || told === origin, told ?? 'no permission');
    },
  },
  {
    claim: 'http leads to https',
    look: async (site) => {
      if (!site.origin.startsWith('https:')) return undefined;
      const answer = await site.ask(`${site.origin.replace('https:', 'http:')}${site.folder}${sample}`, {
        unsigned: true,
      });
      const location = answer.headers.get('location') ?? '';
      return verdict(site, answer, location.startsWith('https:'), `${answer.status} ${location}`);
    },
  },
];
