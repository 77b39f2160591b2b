import { crc32 } from 'node:zlib';

/** A PNG with one more chunk behind its header. */
export const withChunk = (png: Buffer, type: string, content: readonly number[] | Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(content)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  const behind = 8 + 25;
  return Buffer.concat([png.subarray(0, behind), length, body, sum, png.subarray(behind)]);
};
