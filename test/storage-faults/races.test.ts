import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../support/edges.ts';
import { logged } from '../support/logged.ts';

let world: World;
const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

beforeAll(async () => {
  logged();
  world = await startWorld();
  await world.upload('small.jpg', await noise(400, 300).jpeg({ quality: 90 }).toBuffer());
  await world.upload('large.png', await noise(800, 700).png().toBuffer());
});
beforeEach(() => world.emptyDerivatives());
afterAll(() => world.close());

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes);

/** Everything that is kept, checked against the checksum that was written with it. */
const checkKept = async () => {
  const keys = await world.kept();
  for (const Key of keys) {
    const { Body, Metadata = {} } = await world.s3.send(new GetObjectCommand({ Bucket: 'derivatives', Key }));
    expect(hash((await Body?.transformToByteArray()) ?? '').digest('base64url')).toBe(Metadata.sha256);
  }
  return keys;
};

const path = { small: '/small.jpg?w=200&format=webp', large: '/large.png?w=700&format=png' };

describe('50 ask for one cold variant at once', () => {
  test.each([
    ['small', 1, 1],
    ['small', 50, 1],
    // The image, and what points at it.
    ['large', 1, 2],
    ['large', 10, 2],
  ] as const)(
    '%s, at %i edges: %i objects, and everyone has the image',
    async (size, count, objects) => {
      const right = await world.edge({ changes: { derivatives: undefined } as object }).get(path.small);
      const edges = Array.from({ length: count }, () => world.edge());
      const answers = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const edge = edges[index % count] ?? world.edge();
          const answer = await edge.get(path[size]);
          return answer.status === 302 ? edge.get(answer.header('location') ?? '') : answer;
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      const images = new Set(answers.map(({ body }) => hash(body).digest('hex')));
      expect(images.size).toBe(1);
      const { width } = await sharp(answers[0]?.body).metadata();
      expect(width).toBe(size === 'small' ? 200 : 700);
      if (size === 'small') expect(answers[0]?.body).toEqual(right.body);
      expect(await checkKept()).toHaveLength(objects);
    },
    60_000,
  );
});

describe('a process that is killed', () => {
  test.each([
    ['small.jpg', 'webp', 10],
    ['large.png', 'png', 500],
  ])(
    'leaves nothing half-written: %s',
    async (key, format, first) => {
      const { ETag = '' } = await world.s3.send(new HeadObjectCommand({ Bucket: 'originals', Key: key }));
      const run = (args: unknown[]) =>
        spawn(process.execPath, [join(import.meta.dirname, 'lambda.ts'), key, ETag, ...args.map(String), format], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
      // At random points; the last one only when something has been kept, however slow the machine is.
      for (let kill = 0; kill <= 6; kill++) {
        const lambda = run([first, 9999]);
        const gone = once(lambda, 'exit');
        await once(lambda.stdout, 'data');
        if (kill < 6) await sleep(Math.random() * 400);
        else while ((await checkKept()).length === 0) await sleep(50);
        lambda.kill('SIGKILL');
        await gone;
      }
      const keys = await checkKept();
      expect(keys.length).toBeGreaterThan(0);

      // What is kept is what is served, and it is what a process that nobody kills makes.
      const widths = [...new Set(keys.flatMap((name) => /w~(\d+)/.exec(name)?.[1] ?? []))].slice(0, 5).map(Number);
      const [served, made] = [world.edge(), world.edge({ changes: { derivatives: undefined } as object })];
      for (const width of widths) {
        const answer = await served.get(`/${key}?w=${width}&format=${format}`);
        const image = answer.status === 302 ? await served.get(answer.header('location') ?? '') : answer;
        expect(image.status).toBe(200);
        expect((await sharp(image.body).metadata()).width).toBe(width);
        if (key === 'small.jpg')
          expect(image.body).toEqual((await made.get(`/${key}?w=${width}&format=${format}`)).body);
      }
      expect(widths.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
