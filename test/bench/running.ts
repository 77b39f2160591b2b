import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { lambdaAsset } from '../../infra/build/lambda-assets.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import type { JobName } from './jobs.ts';
import { originals } from './originals.ts';
import type { Places } from './peer.ts';
import type { Order, Report } from './peer-process.ts';
import type { Peer } from './peers.ts';

/** A peer in a process of its own. */
type PeerProcess = { ask: (order: Order) => Promise<Report> };

/** Storage, our built function and a process for each peer. */
export type Running = {
  peerOf: (peer: Peer) => PeerProcess;
  /** CPU and wall milliseconds of a new process until its first answer. */
  cold: (peer: Peer, job: JobName) => Promise<{ cpu: number; wall: number }>;
  close: () => void;
};

/** Starts storage and peers; imgproxy, where it is one of them, from its binary. */
export const startBench = async (chosen: Peer[], imgproxy?: string): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), 'edge-images-bench-'));
  const files = await originals();
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const storage = await serve(files);
  // Nobody here keeps derivatives.
  const config = resolveConfig({ stackName: 'edge-images', originals: { access: 'public' } });
  const { directory: asset } = await lambdaAsset(config, join(folder, 'asset'));
  const places = JSON.stringify({
    storage: storage.address,
    folder,
    asset,
    // Else it would be searched for in PATH.
    imgproxy: imgproxy && resolve(imgproxy),
  } satisfies Places);
  const script = await peerScript();
  const startPeer = (peer: Peer) => startProcess(script, [peer, places]);
  const started = new Map<Peer, ChildProcess>();
  for (const peer of new Set<Peer>(['plain', ...chosen])) started.set(peer, await startPeer(peer));
  return {
    peerOf: (peer) => {
      const child = started.get(peer);
      if (!child) throw new Error(`${peer} is not running`);
      return { ask: (order) => ask(child, order) };
    },
    cold: async (peer, job) => {
      const forked = Date.now();
      const child = await startPeer(peer);
      const { total, begun } = await ask(child, { job, requests: 1, clients: 1 });
      const wall = Date.now() - (begun ?? forked);
      end(child);
      return { cpu: total, wall };
    },
    close: () => {
      for (const child of started.values()) end(child);
      storage.close();
      void rm(folder, { recursive: true, force: true });
    },
  };
};

/** peer-process.ts as one script: to strip the types of twenty files would be part of every first answer. */
const peerScript = async (): Promise<string> => {
  const outfile = join(import.meta.dirname, '../../dist/bench/peer-process.mjs');
  const entryPoints = [join(import.meta.dirname, 'peer-process.ts')];
  await build({ entryPoints, outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
  return outfile;
};

const startProcess = async (script: string, values: string[]): Promise<ChildProcess> => {
  const child = fork(script, values, { execArgv: [] });
  await answerOf(child);
  return child;
};

/** A peer ends with what it has started when its channel is closed, which a signal would not let it do. */
const end = (child: ChildProcess) => {
  if (child.connected) child.disconnect();
};

const ask = async (child: ChildProcess, order: Order): Promise<Report> => {
  const answer = answerOf(child);
  child.send(order);
  return answer;
};

const answerOf = (child: ChildProcess) =>
  new Promise<Report>((resolve, reject) => {
    const onExit = () => reject(new Error('a peer has ended: see above'));
    child.once('exit', onExit).once('message', (report: Report) => {
      child.off('exit', onExit);
      resolve(report);
    });
  });

/** As much of S3 as GetObject needs. */
const serve = async (files: Map<string, Buffer>) => {
  const server = createServer((request, response) => {
    const bytes = files.get(request.url?.split('?')[0]?.split('/').at(-1) ?? '');
    if (!bytes) return response.writeHead(404).end();
    const headers = { 'content-length': bytes.length, etag: '"8adc333950bc98c9de65d40cb3f8e1e5"' };
    return response.writeHead(200, headers).end(bytes);
  });
  // A peer's turn may come after minutes.
  server.keepAliveTimeout = 0;
  const address = await new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      resolve(`http://127.0.0.1:${typeof at === 'object' ? at?.port : at}`);
    }),
  );
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address, close };
};
