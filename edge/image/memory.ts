import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees a buffer's memory at once; neither it nor any part of it may be used afterwards. V8 would keep it until a garbage collection, and
 * collect for its sake: after every ninth image of 720 pixels, 1.5 of 21 ms of CPU.
 */
export const releaseMemory = ({ buffer, byteLength }: Buffer): void => {
  // Small buffers share their memory with others (Buffer.poolSize).
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
};

/** Memory to be reused: `take` gives its first bytes, or new memory for what is longer than it; after `drop` the next is new. */
type KeptMemory = { take: (length: number) => Buffer; drop: () => void };

/**
 * Up to `most` bytes for one original after the other. New memory each time would have to be cleared by the system and collected by V8
 * (docs/performance.md has what that costs). The system provides only the pages that have been written to.
 */
export const keptMemory = (most: number): KeptMemory => {
  let kept: Buffer | undefined;
  return {
    take: (length) => {
      if (length > most) return Buffer.allocUnsafeSlow(length);
      kept ??= Buffer.allocUnsafeSlow(most);
      return kept.subarray(0, length);
    },
    drop: () => {
      kept = undefined;
    },
  };
};

// A collection takes half a millisecond, less than it takes to read so much.
const bytesBetween = 4 * 1024 * 1024;

let bytesSince = 0;
let collectYoung: (() => void) | undefined;

/**
 * Counts the bytes that have been read, and after every 4 MB collects the chunks in which they arrived. V8 would wait for 64 MB and then
 * mark the whole heap: 50 MB more memory, and 0.2 ms more for each original of 300 KB.
 */
export const collectAfter = (bytes: number): void => {
  bytesSince += bytes;
  if (bytesSince < bytesBetween) return;
  bytesSince = 0;
  collectYoung ??= prepareCollecting();
  collectYoung();
};

// Per cent by which V8's heap grows before all of it is marked, buffers included: 8 MB to 32 MB. At 200, each original of 18 MB was marked for.
const growth = 300;

let mayGrow = false;

/**
 * Lets V8's heap grow to four times what is in use before all of it is marked. By its own choice V8 marks after every 10 to 30 images,
 * 0.5 ms for each of 15 ms, 2 ms for each PNG of 1.4 MB (docs/performance.md). For a process that does nothing else: a server's heap
 * may be large.
 */
export const letHeapGrow = (): void => {
  mayGrow = true;
};

/** V8's collection of the young generation; a function that does nothing where there is none. */
const prepareCollecting = (): (() => void) => {
  try {
    // Not at the start: Node compiles its modules anew once a flag has changed.
    if (mayGrow) setFlagsFromString(`--heap-growing-percent=${growth}`);
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
    if (typeof collect === 'function') return () => collect({ type: 'minor' });
  } catch {
    // Another engine than V8.
  }
  return () => undefined;
};
