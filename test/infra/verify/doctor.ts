import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Config } from '../../../infra/config/schema.ts';
import { imageHeaders } from '../../../infra/config/settings/response-headers.ts';
import { askAll, type Result } from '../../../infra/verify/run.ts';
import { type SiteOptions, siteAt } from '../../../infra/verify/site.ts';
import { uploadsTo } from '../../../infra/verify/uploads.ts';
import { config } from '../../support/config.ts';
import { type Edge, startWorld, type World } from '../../support/edges.ts';

export type EdgeOptions = NonNullable<Parameters<World['edge']>[0]>;
export type Send = (request: Request) => Promise<Response>;

/** One deployment: what the deployer believes (`config`), what is deployed (`edge`), and what stands in front of it. */
export type Deployed = {
  config?: Partial<Config>;
  edge?: EdgeOptions;
  tamper?: (send: Send) => Send;
  folder?: string;
  /** Where the doctor uploads; the folder itself unless said otherwise, nowhere if false. */
  uploadsTo?: string | false;
  site?: SiteOptions;
};

const samples = join(import.meta.dirname, '../../../samples');

/** The width that every run begins with: derivatives in the bucket are made once for all runs. */
const width = 300;

/** S3 with the test images in `samples/`. `large.jpg` is noise, which has as many bytes in fewer pixels. */
export const startDoctor = async () => {
  const world = await startWorld();
  const rotated = await readFile(join(samples, 'rotated.jpg'));
  const noise = sharp(noiseOf(1000 * 1000 * 3), { raw: { width: 1000, height: 1000, channels: 3 } });
  await world.upload('samples/rotated.jpg', { bytes: rotated, ContentType: 'image/jpeg' });
  await world.upload('samples/large.jpg', await noise.jpeg({ quality: 100 }).toBuffer());
  const drawing = await readFile(join(samples, 'drawing.svg'));
  await world.upload('samples/drawing.svg', { bytes: drawing, ContentType: 'image/svg+xml' });

  /** Asks all questions. */
  const examine = async (deployed: Deployed = {}): Promise<Result[]> => {
    const { tamper = (send: Send) => send, folder = '/samples/', uploadsTo: prefix = folder.slice(1) } = deployed;
    const believed = { ...config, ...deployed.config };
    const changes = { ...deployed.config, ...deployed.edge?.changes };
    const edge = world.edge({ responseHeaders: imageHeaders({ ...config, ...changes }), ...deployed.edge, changes });
    const uploads = prefix === false ? undefined : uploadsTo({ s3: world.s3, bucket: 'originals', prefix });
    const site = siteAt(`https://d123.cloudfront.net${folder}`, believed, {
      send: tamper(sendTo(edge)),
      pause: async (milliseconds) => edge.wait(milliseconds / 1000),
      width,
      uploads,
      ...deployed.site,
    });
    return askAll(site);
  };
  return { world, rotated, examine };
};

/** The same bytes in every run. */
const noiseOf = (length: number) => {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
};

/** CloudFront as infra/stack/distribution/distribution.ts sets it up; `http:` is redirected before a function runs. */
export const sendTo =
  (edge: Edge): Send =>
  async (request) => {
    const { protocol, pathname, search } = new URL(request.url);
    if (protocol === 'http:') return Response.redirect(request.url.replace('http:', 'https:'), 301);
    const { method, headers } = request;
    const { status, headers: answered, body } = await edge.get(pathname + search, { method, headers });
    return new Response([204, 304].includes(status) ? null : body, { status, headers: answered });
  };

/** Ids of the questions with a result of this status. */
export const idsOf = (results: Result[], status: Result['status']) =>
  results.filter((result) => result.status === status).map(({ id }) => id);
