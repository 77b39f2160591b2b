import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { usageOf } from '../../edge/image/process-usage.ts';
import type { OriginResponseHandler } from '../../infra/local/cloudfront/origin/origin-response.ts';

/** One event, to be answered by a time of Date.now(); without an event it asks what the function keeps. */
export type LambdaCall = { id: number; event?: CloudFrontResponseEvent; deadline: number };

/** What the function keeps: bytes that it holds after a collection, and active resources. */
export type Kept = { kept: number; resources: number };

/** What the handler returned, or threw; or what is kept. */
export type LambdaAnswer = { id: number; returned?: CloudFrontResultResponse; thrown?: string } & Partial<Kept>;

/** Bytes that the function's own process and all of its workers hold, and the function's open files. */
export type LambdaUsage = {
  resident: number;
  workers: number;
  files: number;
};

const entry = fileURLToPath(new URL('./lambda.ts', import.meta.url));

/**
 * Starts the built handler of the folder `asset` in a process of its own, with the heap that Lambda's runtime gives it: 90 % of the
 * memory to old objects, 5 % to each half of the young ones.
 */
export const startLambda = (asset: string, { memory, timeout }: { memory: number; timeout: number }) => {
  const child = fork(entry, [asset], {
    execArgv: [
      '--expose-gc',
      `--max-old-space-size=${Math.floor(memory * 0.9)}`,
      `--max-semi-space-size=${Math.floor(memory * 0.05)}`,
    ],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (answer: LambdaAnswer) => void; reject: (error: Error) => void }>();
  let calls = 0;
  child.on('message', (answer: LambdaAnswer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the function ended: ${signal ?? code}`));
    waiting.clear();
  });
  const call = (event?: CloudFrontResponseEvent) =>
    new Promise<LambdaAnswer>((resolve, reject) => {
      const id = calls++;
      waiting.set(id, { resolve, reject });
      child.send({ id, ...(event && { event }), deadline: Date.now() + timeout } satisfies LambdaCall);
    });
  const handler: OriginResponseHandler = async (event) => {
    const { returned, thrown } = await call(event);
    if (!returned) throw new Error(thrown ?? 'nothing is returned');
    return returned;
  };
  const workers = () => childrenOf(child.pid);
  const usage = (): LambdaUsage => ({
    resident: usageOf(child.pid)?.resident ?? 0,
    workers: workers().reduce((sum, pid) => sum + (usageOf(pid)?.resident ?? 0), 0),
    files: openFiles(child.pid),
  });
  const pids = () => [child.pid ?? 0, ...workers()];
  const keeps = async (): Promise<Kept> => {
    const { kept = 0, resources = 0 } = await call();
    return { kept, resources };
  };
  const stop = () => {
    for (const pid of pids()) kill(pid);
  };
  return { handler, workers, usage, pids, keeps, stop };
};

/** The processes that a process has started. man 5 proc_pid_task_tid_children: the function starts its workers from its main thread, and nothing else. */
export const childrenOf = (pid: number | undefined): number[] => {
  try {
    return (readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').match(/\d+/g) ?? []).map(Number);
  } catch {
    return [];
  }
};

const openFiles = (pid: number | undefined) => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
};

const kill = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
};
