import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startImgproxy } from './imgproxy.ts';
import type { JobName } from './jobs.ts';

// Plays imgproxy: listens a little later than it starts, and answers with what it was asked.
const standIn = `#!${process.execPath}
const { createServer } = require('node:http');
const server = createServer(({ url }, response) => response.writeHead(url.includes('alpha') ? 422 : 200).end(url));
setTimeout(() => server.listen(process.env.IMGPROXY_BIND), 50);
`;

const start = async (program: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-imgproxy-'));
  const imgproxy = join(folder, 'program');
  await writeFile(imgproxy, program, { mode: 0o755 });
  const { make, server } = await startImgproxy({ storage: 'http://127.0.0.1:1', folder, asset: '', imgproxy });
  onTestFinished(() => void server?.process.kill('SIGKILL'));
  return make;
};

test('imgproxy is asked for what the others are asked for, at the job’s quality or another', async () => {
  const make = await start(standIn);
  const asked = async (job: JobName, quality?: number) => Buffer.from(await make(job, quality), 'base64').toString();
  const source = (name: string) => `http%3A%2F%2F127.0.0.1%3A1%2Foriginals%2F${name}`;
  expect(await asked('j1')).toBe(`/unsafe/w:720/q:80/plain/${source('landscape.jpg')}@jpeg`);
  expect(await asked('j3', 47)).toBe(`/unsafe/w:800/q:47/plain/${source('landscape.jpg')}@avif`);
  expect(await asked('k1')).toBe(`/unsafe/w:1200/q:50/plain/${source('large.jpg')}@avif`);
});

test('an answer other than 200, and a server that has ended, are errors', async () => {
  const make = await start(standIn);
  await expect(make('j5')).rejects.toThrow(/w:300\/plain\/.*@png: 422/);
  const ends = ["process.kill(process.pid, 'SIGKILL')", 'process.exit(3)'];
  const [killed, failed] = await Promise.all(ends.map((end) => start(`#!${process.execPath}\n${end};\n`)));
  await expect(killed?.('j1')).rejects.toThrow('imgproxy has ended: SIGKILL');
  await expect(failed?.('j1')).rejects.toThrow('imgproxy has ended: 3');
});
