import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFiles } from '../../infra/build/files.ts';
import { regionalAsset, zipLimit } from '../../infra/build/lambda-assets.ts';
import type { LambdaAsset } from '../../infra/build/zip/asset.ts';
import { startStorage, useStorage } from '../../infra/local/storage/storage.ts';
import { config } from '../support/config.ts';
import { askFunctionUrl, fakeLambda, urlEvent } from '../support/function-url.ts';

// What is deployed at the regional door, as it is built on any machine.

let folder: string;
let asset: LambdaAsset;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regional-'));
  const image = { ...config, door: 'regional' as const, regional: { package: 'image' as const } };
  const httpOrigins = { hosts: ['images.example.com'], path: '/http/', milliseconds: 5000 };
  asset = await regionalAsset({ ...image, httpOrigins }, join(folder, 'asset'));
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the asset', () => {
  test('has binaries for arm64 and no others, in less than Lambda takes', async () => {
    const binaries = Object.keys(await readFiles(asset.directory, (path) => /\.(node|so[.\d]*)$/.test(path)));
    expect(binaries.length).toBeGreaterThanOrEqual(2);
    expect(binaries.filter((path) => !path.includes('linux-arm64'))).toEqual([]);
    expect(asset.zippedBytes).toBeLessThan(zipLimit);
  });

  test('is an image of the base image that AWS keeps, with the same handler', async () => {
    const { Dockerfile } = await readFiles(asset.directory, (path) => path === 'Dockerfile');
    expect(
      Buffer.from(Dockerfile ?? '')
        .toString()
        .trim()
        .split('\n'),
    ).toEqual(['FROM public.ecr.aws/lambda/nodejs:24', 'COPY . /var/task/', 'CMD ["index.handler"]']);
  });

  test('answers with an original on any processor, since decoders are loaded when they are needed', async () => {
    const storage = await startStorage({ images: join(import.meta.dirname, '../../samples'), bucket: 'originals' });
    useStorage(storage);
    const lambda = fakeLambda();
    Object.assign(globalThis, { awslambda: lambda.awslambda });
    Object.assign(process.env, { ORIGINALS: 'originals', AWS_REGION: 'us-east-1' });
    const { handler } = await import(pathToFileURL(join(asset.directory, 'index.mjs')).href);
    const response = await askFunctionUrl(handler, lambda, urlEvent('/landscape.jpg'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const refused = await askFunctionUrl(handler, lambda, urlEvent('/landscape.jpg?w=nothing'));
    expect(refused.status).toBe(400);
    const cloud = await askFunctionUrl(handler, lambda, urlEvent('/http/169.254.169.254/latest/meta-data/'));
    expect(cloud.status).toBe(404);
    await storage.close();
  });
});
