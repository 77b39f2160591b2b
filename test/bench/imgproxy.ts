import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type JobName, jobOf, othersFormat } from './jobs.ts';
import type { Make, Places, Ready } from './peer.ts';
import { read } from './read.ts';

// imgproxy's defaults, but for these: it may read from this machine and takes all frames of an animation; and requests that wait
// for a turn, and connections that wait for the other peers' turns, are kept (seconds).
const settings = {
  IMGPROXY_ALLOW_LOOPBACK_SOURCE_ADDRESSES: 'true',
  IMGPROXY_MAX_ANIMATION_FRAMES: '1000',
  IMGPROXY_TIMEOUT: '600',
  IMGPROXY_KEEP_ALIVE_TIMEOUT: '3600',
  // As many images at a time as there are cores for it.
  IMGPROXY_WORKERS: String(availableParallelism()),
};

/** imgproxy as a server of its own, asked by HTTP. */
export const startImgproxy = async ({ storage, folder, imgproxy }: Places): Promise<Ready> => {
  if (!imgproxy) throw new Error('imgproxy has no binary');
  // No port, which another program might take before imgproxy does.
  const socketPath = join(folder, `imgproxy-${process.pid}`);
  const env = { ...process.env, ...settings, IMGPROXY_NETWORK: 'unix', IMGPROXY_BIND: socketPath };
  const begun = Date.now();
  const server = spawn(imgproxy, { env, stdio: 'ignore' });
  await once(server, 'spawn');
  const make: Make = async (name, quality) => {
    const address = addressOf(storage, name, quality);
    return (await readOnceItListens(server, address, socketPath)).toString('base64');
  };
  return { make, server: { process: server, begun } };
};

const addressOf = (storage: string, name: JobName, quality = jobOf(name).quality) => {
  const { original, variant } = jobOf(name);
  const options = [`w:${variant.w}`, ...(quality ? [`q:${quality}`] : [])].join('/');
  const source = encodeURIComponent(`${storage}/originals/${original}`);
  return `http://imgproxy/unsafe/${options}/plain/${source}@${othersFormat(variant)}`;
};

const readOnceItListens = async (server: ChildProcess, address: string, socketPath: string) => {
  for (;;)
    try {
      return await read(address, socketPath);
    } catch (error) {
      if (!isNotListening(error)) throw error;
      const end = server.exitCode ?? server.signalCode;
      if (end !== null) throw new Error(`imgproxy has ended: ${end}`);
      await wait(1);
    }
};

const isNotListening = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
