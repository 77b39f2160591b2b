import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';

const entry = new URL('../../../edge/image/worker-process.ts', import.meta.url);

/** A worker that is ready, and the other end of its pipe. */
const readyWorker = async (): Promise<{ child: ChildProcess; pipe: Duplex }> => {
  const child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'] });
  const pipe = child.stdio[4];
  if (!(pipe instanceof Duplex)) throw new Error('a worker has no pipe');
  // What it had not read when it ended is an error here, sometimes.
  pipe.on('error', () => undefined);
  await once(pipe, 'data');
  return { child, pipe };
};

// `process.exit` waits for V8's threads, which may wait for the main thread: two of 200 workers were left over for good.
test.each<[event: string, end: (worker: { child: ChildProcess; pipe: Duplex }) => void]>([
  ['its pipe is closed', ({ pipe }) => pipe.destroy()],
  ['a message is cut off', ({ pipe }) => pipe.end(Buffer.of(1, 0))],
  ['what arrives is no job', ({ pipe }) => pipe.write(Buffer.alloc(100, 255))],
])('a worker ends without waiting for its threads when %s', async (_, end) => {
  const worker = await readyWorker();
  const exited = once(worker.child, 'exit');
  end(worker);
  expect(await exited).toEqual([null, 'SIGKILL']);
});
