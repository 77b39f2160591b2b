import { readSync, writeSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { encodeMessage, prefixLength, readPrefix } from '../../edge/image/worker-messages.ts';

/*
 * A worker that a decoder has taken over, in the place of edge/image/worker-process.ts: what it does, the `v` of the job says.
 */

const pipe = 4;

const read = (bytes: Buffer) => {
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(pipe, bytes, at, bytes.length - at, null);
    // The process that started it has ended.
    if (count === 0) process.kill(process.pid, 'SIGKILL');
    at += count;
  }
  return bytes;
};

const write = (...pieces: Buffer[]) => {
  const bytes = Buffer.concat(pieces);
  for (let at = 0; at < bytes.length; ) at += writeSync(pipe, bytes, at);
};

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const image = { type: 'image/jpeg', took: {}, size: { width: 1, height: 1 }, fromWorker: true };
const answer = (follow = jpeg.length) => Buffer.concat([...encodeMessage(image, follow), jpeg]);

// `length` is that of the original, which follows the job.
const deeds: { [name: string]: (length: number) => void } = {
  'answers in time': (length) => {
    read(Buffer.alloc(length));
    // Until the other end has heard that all has been read.
    setTimeout(() => {
      write(answer());
      takeJob();
    }, 100);
  },
  'answers before it has read the original': () => write(answer()),
  'writes without end': () => {
    const [prefix] = encodeMessage('', 0xffff_ffff);
    for (write(prefix); ; ) write(Buffer.alloc(1_000_000));
  },
  'writes no value': () => {
    const text = Buffer.from('no value');
    const prefix = Buffer.alloc(prefixLength);
    prefix.writeUInt32LE(text.length, 0);
    write(prefix, text);
  },
  'writes a number': () => write(...encodeMessage(5, 0)),
  'ends in the middle of an answer': () => {
    write(answer(1000));
    process.exit();
  },
};

const takeJob = () => {
  const [length] = readPrefix(read(Buffer.alloc(prefixLength)));
  const { variant, lengths } = deserialize(read(Buffer.alloc(length)));
  deeds[variant.v]?.(lengths.original);
};

// Not by process.exit: edge/image/worker-process.ts says why.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
write(...encodeMessage('ready', 0));
takeJob();
