import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import sharp from 'sharp';
import { isOfType } from '../../edge/image/formats/detect.ts';
import { violation } from '../../infra/local/cloudfront/origin/origin-response-rules.ts';
import { config } from '../support/config.ts';
import { originResponseEvent } from '../support/origin-response-event.ts';
import { startLambda } from './lambda-process.ts';
import type { MemoryOrigin } from './memory-origin.ts';
import { watch } from './watch.ts';

/** A mutant that shows something wrong. */
export type Finding = { number: number; query: string; problem: string };

// Promised of every image, of all processes together.
const mostCpu = 5000;
const mostMemory = 1e9;
// Mutants between two looks at an ordinary image.
const ordinaryEvery = 50;

// Canonical variants: what pages ask for, and every kind of work that looks at pixels, frames or bytes before it begins; how often
// each is asked. What costs much whatever the original is comes seldom.
const variants: readonly (readonly [variant: string, times: number])[] = [
  ['w~300', 8],
  ['format~webp_w~200', 8],
  ['fit~cover_format~webp_h~64_w~64', 8],
  ['format~jpeg_w~100', 8],
  ['format~png_w~64', 4],
  ['fit~cover_h~100_position~attention_w~100', 4],
  ['fit~cover_h~80_position~entropy_w~120', 4],
  ['trim~1_w~20', 6],
  ['format~json', 4],
  ['format~json_trim~1', 2],
  ['format~blurhash', 2],
  ['anim~false_format~jpeg_w~200', 4],
  ['format~gif_w~60', 4],
  ['format~png8_w~100', 3],
  ['blur~5_sharp~2_w~100', 3],
  ['metadata~copyright_w~80', 4],
  ['format~jpeg_max-bytes~5000', 2],
  ['fit~contain_format~png_h~400_w~400', 2],
  ['format~webp_lossless~true_w~200', 2],
  ['format~avif_w~64', 2],
  ['fmts~avif~webp_format~auto_w~100', 2],
  ['enlarge~true_format~webp_w~1200', 1],
];
const asked = variants.flatMap(([variant, times]) => Array<string>(times).fill(variant));
// One in so many: each holds a hundred megabytes.
const padded = 'pad~4096_w~300';
const paddedShare = 1 / 2000;

const queryOf = (random: () => number) =>
  random() < paddedShare ? padded : (asked[Math.floor(random() * asked.length)] ?? '');

/** A function in a process of its own that derives one mutant after another. */
export const startMutantRunner = async (origin: MemoryOrigin, { asset, key }: { asset: string; key: string }) => {
  const start = () => startLambda(asset, { memory: config.memory, timeout: config.timeout * 1000 });
  const ordinary = `${key}-ordinary.jpg`;
  origin.put(ordinary, await readFile(join(import.meta.dirname, '../../samples/landscape.jpg')));
  let lambda = start();
  const context = { getRemainingTimeInMillis: () => 0, awsRequestId: key };
  const ask = (name: string, variant: string) => lambda.handler(originResponseEvent({ key: name, variant }), context);
  const ordinaryImage = async () => digest(await ask(ordinary, 'format~webp_w~200'));
  // The function makes the first one itself.
  await ordinaryImage();
  const expected = await ordinaryImage();

  const run = async (bytes: Buffer, { number, random }: { number: number; random: () => number }) => {
    const query = queryOf(random);
    origin.put(key, bytes);
    const problems: string[] = [];
    const work = watch(lambda.pids);
    const started = performance.now();
    let outcome = 'none';
    try {
      const answer = await ask(key, query);
      outcome = answer.headers?.['x-image-reason']?.[0]?.value ?? (answer.status === '200' ? 'made' : 'problem');
      problems.push(...(await problemsOf(answer, originResponseEvent({ key, variant: query }))));
    } catch (error) {
      outcome = 'thrown';
      problems.push(String(error));
    }
    const seconds = (performance.now() - started) / 1000;
    const { cpu, memory } = work();
    // Whatever the bytes, a defect is ours.
    if (outcome === 'fault') problems.push('a fault');
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
