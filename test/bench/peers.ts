import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudFrontResponseEvent } from 'aws-lambda';
import { canonical } from '../../edge/query/canonical.ts';
import { startImgproxy } from './imgproxy.ts';
import { type Job, jobOf, othersFormat } from './jobs.ts';
import type { Make, Places, Ready } from './peer.ts';
import { read } from './read.ts';

/** All that are compared, in the order of the columns. */
export const peers = {
  plain: async ({ storage }) => ({ make: await sharpHandler(storage, 'plain') }),
  stick: async ({ storage }) => ({ make: await sharpHandler(storage, 'stick') }),
  ipx: async (places) => ({ make: await ipxHandler(places) }),
  imgproxy: startImgproxy,
  'edge-images': async (places) => ({ make: await ourHandler(places) }),
} satisfies Record<string, (places: Places) => Promise<Ready>>;

export type Peer = keyof typeof peers;

export const isPeer = (name: string | undefined): name is Peer => name !== undefined && name in peers;

const sharpHandler = async (storage: string, kind: 'plain' | 'stick'): Promise<Make> => {
  const { default: sharp } = await import('sharp');
  return async (name, quality) => {
    const job: Job = jobOf(name);
    const bytes = await read(`${storage}/originals/${job.original}`);
    const input = { animated: job.animated === true, ignoreIcc: kind === 'stick' };
    return (await job[kind](sharp(bytes, input).autoOrient(), quality).toBuffer()).toString('base64');
  };
};

/** ipx, which reads files itself. */
const ipxHandler = async ({ folder }: Places): Promise<Make> => {
  const { createIPX, ipxFSStorage } = await import('ipx');
  const ipx = createIPX({ storage: ipxFSStorage({ dir: folder }) });
  return async (name, quality = jobOf(name).quality) => {
    const { original, variant, animated } = jobOf(name);
    const format = othersFormat(variant);
    const modifiers = { width: String(variant.w), format, ...(quality && { quality: String(quality) }) };
    const asked = { ...modifiers, ...(animated && { animated: true as const }) };
    const { data } = await ipx(original, asked).process();
    return Buffer.from(data).toString('base64');
  };
};

/** Our built function, as Lambda calls it. */
const ourHandler = async ({ storage, asset }: Places): Promise<Make> => {
  const { AWS_ENDPOINT_URL_S3: _, ...rest } = process.env;
  process.env = { ...rest, AWS_ENDPOINT_URL_S3: storage, AWS_REGION: 'us-east-1' };
  process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = 'bench';
  const { handler } = await import(join(asset, 'index.mjs'));
  const event = readFileSync(new URL('../../samples/events/origin-response.json', import.meta.url), 'utf8');
  const context = { getRemainingTimeInMillis: () => 29_000 };
  return async (name) => {
    const { original, variant } = jobOf(name);
    const asked: CloudFrontResponseEvent = JSON.parse(event);
    const request = asked.Records[0]?.cf.request;
    if (request) Object.assign(request, { uri: `/${original}`, querystring: `variant=${canonical(variant)}` });
    const { body, headers } = await handler(asked, context);
    if (typeof body !== 'string') throw new Error(`${name}: ${JSON.stringify(headers)}`);
    return body;
  };
};
