import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dialectEntry } from '../../edge/query/dialects/registry.ts';
import { bytesOf, isDerivative, isProblem, type Proof, plain, sample, sizeOf, verdict } from './seen.ts';
import { type Answer, addressOf, remedy, type Site } from './site.ts';

const samples = join(import.meta.dirname, '../../samples');

const modern = { accept: 'image/avif,image/webp,*/*' };

/** What has to arrive, in the order in which one claim builds on another. */
export const served: Proof[] = [
  {
    claim: 'the originals are as open as configured',
    look: async (site) => {
      const answer = await site.ask(`${site.folder}${sample}`, { headers: plain });
      if (site.config.originals.access === 'private') return verdict(site, answer, isProblem(answer, 403));
      const bytes = await readFile(join(samples, sample));
      return verdict(site, answer, answer.status === 200 && bytes.equals(answer.bytes));
    },
  },
  {
    claim: 'a derivative is made, and upright',
    look: async (site) => {
      const width = site.freshWidth();
      const answer = await site.ask(addressOf(site, sample, width), { headers: plain });
      const holds = await isDerivative(site, answer, width);
      const seen = verdict(site, answer, holds, await sizeOf(answer));
      if (!holds) return seen;
      const length = answer.headers.get('content-length');
      const told =
        length === null ? 'none is sent' : Number(length) === answer.bytes.length ? 'the right one is sent' : length;
      return {
        ...seen,
        learned: `the function sees the query and reads the bucket; Content-Length after it has replaced the body: ${told}; the first image took ${answer.milliseconds} ms`,
      };
    },
  },
  {
    claim: 'the format is what the viewer shows',
    look: async (site) => {
      if (site.config.presetsOnly || (site.dialect && dialectEntry(site.dialect).withoutAutoFormat)) return undefined;
      const address = addressOf(site, sample, site.freshWidth());
      const rich = await site.ask(address, { headers: modern });
      const old = await site.ask(address, { headers: plain });
      const types = [rich, old].map((answer) => answer.headers.get('content-type'));
      const holds = /^image\/(avif|webp)$/.test(types[0] ?? '') && types[1] === 'image/jpeg';
      return { holds, saw: types.join(', '), ...(!holds && { next: remedy(site, rich) }) };
    },
  },
  {
    claim: 'the second request is answered by the cache',
    look: async (site) => {
      const address = addressOf(site, sample, site.freshWidth());
      await site.ask(address);
      // Beside the first spelling, one that is the same image; each may meet another machine of the edge.
      const spellings =
        site.dialect || site.config.presetsOnly
          ? [address]
          : [address, `${address.replace('?w=', '?WIDTH=')}&utm_source=x`];
      const answers = [];
      for (const spelling of spellings) answers.push(await untilHit(site, spelling));
      const hits = answers.map((answer) => answer.headers.get('x-cache') ?? 'no x-cache');
      const holds = hits.every((hit) => /hit/i.test(hit));
      const next = 'look at cache-control of the original: with no-store or private nothing is kept';
      return { holds, saw: hits.join(', '), ...(!holds && { next }) };
    },
  },
  {
    claim: 'what a viewer has is confirmed, not sent again',
    look: async (site) => {
      // Of originals alone: one URL of a derivative may have several images, so the viewer function drops such conditions there.
      if (site.config.originals.access === 'private') return undefined;
      const address = `${site.folder}${sample}`;
      const etag = (await site.ask(address)).headers.get('etag') ?? '';
      const answer = await site.ask(address, { headers: { 'if-none-match': etag } });
      return verdict(site, answer, answer.status === 304, etag || 'no ETag');
    },
  },
  {
    claim: 'a validator of one image never confirms another',
    look: async (site) => {
      const width = site.freshWidth();
      const address = addressOf(site, sample, width);
      const { headers } = await site.ask(address);
      // Of a private original that is new there is neither; its date is not later than now.
      const etag = headers.get('etag') ?? '"none"';
      const now = new Date().toUTCString();
      const byTag = await site.ask(address, { headers: { 'if-none-match': etag } });
      const byDate = await site.ask(address, { headers: { 'if-modified-since': now } });
      const answers = [byTag, byDate];
      const right = await Promise.all(answers.map((answer) => isDerivative(site, answer, width)));
      const told = answers.map(({ status }) => status).join(', ');
      const next =
        'CloudFront judges conditions that the viewer function has removed, so browsers may show another size or format: ask for explicit formats and widths, and tell us';
      const holds = right.every(Boolean);
      return {
        holds,
        saw: told,
        ...(holds ? { learned: 'conditions that the viewer function removes are not judged by the cache' } : { next }),
      };
    },
  },
  {
    claim: 'a part asked first does not become the whole',
    look: async (site) => {
      const width = site.freshWidth();
      const address = addressOf(site, sample, width);
      const part = await site.ask(address, { headers: { ...plain, range: 'bytes=0-99' } });
      const whole = await site.ask(address, { headers: plain });
      const told = `${part.status}, then ${whole.status}`;
      const seen = verdict(
        site,
        whole,
        [200, 206].includes(part.status) && (await isDerivative(site, whole, width)),
        told,
      );
      return { ...seen, learned: `a Range on a miss is answered with ${part.status}` };
    },
  },
  {
    claim: 'HEAD asked first does not become an empty image',
    look: async (site) => {
      const width = site.freshWidth();
      const address = addressOf(site, sample, width);
      const head = await site.ask(address, { method: 'HEAD', headers: plain });
      const whole = await site.ask(address, { headers: plain });
      const told = `${head.status}, then ${whole.status}`;
      const seen = verdict(
        site,
        head.status === 200 ? whole : head,
        head.status === 200 && (await isDerivative(site, whole, width)),
        told,
      );
      return {
        ...seen,
        learned: `HEAD on a miss tells ${head.headers.get('content-type')} of ${head.headers.get('content-length')} bytes`,
      };
    },
  },
  {
    claim: 'a derivative above 1 MB arrives',
    look: async (site) => {
      if (site.dialect || site.config.presetsOnly || !site.config.derivatives) return undefined;
      const answer = await site.ask(`${site.folder}large.jpg?w=3840&q=100&v=${site.freshWidth()}`, { headers: plain });
      const location = answer.headers.get('location');
      const large = location ? await site.ask(location) : answer;
      const told = `${answer.status}${location ? `, then ${large.status}` : ''}, ${bytesOf(large)}`;
      const holds =
        large.status === 200 &&
        large.bytes.length > 1_048_576 &&
        !answer.headers.has('x-image-reason') &&
        location !== null;
      const next = location
        ? 'the derivatives bucket does not let CloudFront read: is its stack deployed (npx cdk deploy --all)?'
        : 'the function could not write to the derivatives bucket, or was deployed without it: StoreFaults in its log says why';
      return { holds, saw: told, ...(!holds && { next }) };
    },
  },
];

const untilHit = async (site: Site, address: string, tries = 5): Promise<Answer> => {
  const answer = await site.ask(address);
  return tries <= 1 || /hit/i.test(answer.headers.get('x-cache') ?? '') ? answer : untilHit(site, address, tries - 1);
};
