import { crc32, inflateRawSync } from 'node:zlib';
import type { Files } from '../../infra/build/files.ts';

/** The files of a zip by its directory (APPNOTE.TXT, 4.3.12), each checked against its length and checksum. */
export const unzip = (zip: Buffer): Files => {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files: Files = {};
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [length, name] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const path = zip.toString('utf8', at + 46, at + 46 + name);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = inflateRawSync(zip.subarray(start, start + length));
    if (bytes.length !== zip.readUInt32LE(at + 24) || crc32(bytes) !== zip.readUInt32LE(at + 16))
      throw new Error(`${path} is damaged`);
    if (path in files) throw new Error(`${path} is there twice`);
    files[path] = bytes;
    at += 46 + name + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
};
