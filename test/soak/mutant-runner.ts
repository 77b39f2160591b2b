import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import sharp from 'sharp';
import { isOfType } from '../../edge/image/formats/detect.ts';
import { violation } from '../../infra/local/cloudfront/origin/origin-response-rules.ts';
import type { Storage } from '../../infra/local/storage/storage.ts';
import { config } from '../support/config.ts';
import { startLambda } from './lambda-process.ts';
import { watch } from './watch.ts';

/** A mutant that shows something wrong. */
export type Finding = { number: number; query: string; problem: string };

// Promised of every image, of all processes together.
const mostCpu = 5000;
const mostMemory = 1e9;
// Mutants between two looks at an ordinary image.
const ordinaryEvery = 50;

// Canonical variants: what pages ask for, and every kind of work that looks at pixels, frames or bytes before it begins.
const variants = [
  'w~300',
  'fmts~avif~webp_format~auto_w~200',
  'fit~cover_format~webp_h~64_w~64',
  'fit~cover_h~100_position~attention_w~100',
  'fit~cover_h~80_position~entropy_w~120',
  'trim~1_w~20',
  'format~json',
  'format~json_trim~1',
  'format~blurhash',
  'fit~contain_format~png_h~400_w~400',
  'format~png8_w~200',
  'format~jpeg_max-bytes~5000',
  'enlarge~true_format~webp_w~1200',
  'format~gif_w~200',
  'blur~5_sharp~2_w~200',
  'anim~false_format~avif_w~200',
  'format~webp_lossless~true_w~200',
  'pad~4096_w~300',
];

const eventOf = (key: string, variant: string): CloudFrontResponseEvent => ({
  Records: [
    {
      cf: {
        config: {
          distributionDomainName: 'd123.cloudfront.net',
          distributionId: 'ELOCAL',
          eventType: 'origin-response',
          requestId: key,
        },
        request: {
          clientIp: '127.0.0.1',
          method: 'GET',
          uri: `/${key}`,
          querystring: `variant=${variant}`,
          headers: {},
          origin: {
            s3: { authMethod: 'none', customHeaders: {}, domainName: 'originals.s3.us-east-1.amazonaws.com', path: '' },
          },
        },
        response: { status: '200', statusDescription: 'OK', headers: {} },
      },
    },
  ],
});

/** A function in a process of its own that derives one mutant after another. */
export const startMutantRunner = async (storage: Storage, { asset, key }: { asset: string; key: string }) => {
  const start = () => startLambda(asset, { memory: config.memory, timeout: config.timeout * 1000 });
  const ordinary = `${key}-ordinary.jpg`;
  await storage.put(ordinary, await readFile(join(import.meta.dirname, '../../samples/landscape.jpg')), 'image/jpeg');
  let lambda = start();
  const context = { getRemainingTimeInMillis: () => 0, awsRequestId: key };
  const ask = (name: string, variant: string) => lambda.handler(eventOf(name, variant), context);
  const ordinaryImage = async () => digest(await ask(ordinary, 'format~webp_w~200'));
  // The first one is made while the worker starts.
  await ordinaryImage();
  const expected = await ordinaryImage();

  const run = async (bytes: Buffer, { number, random }: { number: number; random: () => number }) => {
    const query = variants[Math.floor(random() * variants.length)] ?? '';
    await storage.put(key, bytes, 'binary/octet-stream');
    const problems: string[] = [];
    const work = watch(lambda.pids);
    const started = performance.now();
    let outcome = 'none';
    try {
      const answer = await ask(key, query);
      outcome = answer.headers?.['x-image-reason']?.[0]?.value ?? 'made';
      problems.push(...(await problemsOf(answer, eventOf(key, query))));
    } catch (error) {
      outcome = 'thrown';
      problems.push(String(error));
    }
    const seconds = (performance.now() - started) / 1000;
    const { cpu, memory } = work();
    if (cpu > mostCpu) problems.push(`${cpu} ms of CPU`);
    if (memory > mostMemory) problems.push(`${(memory / 1e6).toFixed(0)} MB of memory`);
    if (seconds > config.timeout) problems.push(`${seconds.toFixed(1)} s`);
    if (/ended/.test(problems[0] ?? '')) lambda = start();
    if (number % ordinaryEvery === 0 && (await ordinaryImage()) !== expected)
      problems.push('the next image is another');
    return { outcome, cpu, memory, problems, query };
  };
  return { run, stop: () => lambda.stop() };
};

const digest = ({ status, body = '' }: CloudFrontResultResponse) =>
  `${status} ${createHash('sha256').update(body).digest('hex')}`;

/** What CloudFront refuses, or a viewer can't show. */
const problemsOf = async (answer: CloudFrontResultResponse, sent: CloudFrontResponseEvent): Promise<string[]> => {
  const refused = violation(answer, sent);
  if (refused) return [refused];
  const type = answer.headers?.['content-type']?.[0]?.value ?? '';
  if (answer.body === undefined || answer.bodyEncoding !== 'base64' || !type.startsWith('image/')) return [];
  const bytes = Buffer.from(answer.body, 'base64');
  if (!isOfType(bytes, type)) return [`${bytes.length} bytes that are no ${type}`];
  const { width, height } = await sharp(bytes, { animated: true, limitInputPixels: false })
    .metadata()
    .catch(() => ({ width: 0, height: 0 }));
  return width > 0 && height > 0 ? [] : [`an ${type} that can't be read`];
};
