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

/** A PNG without the chunks of a type. */
export const withoutChunk = (png: Buffer, type: string): Buffer => {
  const parts = [png.subarray(0, 8)];
  for (let at = 8; at < png.length; ) {
    const next = at + 12 + png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) !== type) parts.push(png.subarray(at, next));
    at = next;
  }
  return Buffer.concat(parts);
};
