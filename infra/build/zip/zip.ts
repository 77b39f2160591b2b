import { crc32 } from 'node:zlib';
import type { Files } from '../files.ts';

// 1980-01-01, the first day that a zip can name: the same files give the same bytes.
const date = 0x21;
const deflated = 8;
const version = 20;
/** rw-r--r-- of a plain file, in the upper half, as Unix writes it: Lambda must be able to read. */
const mode = 0o100644 << 16;

/** Bytes to a Deflate stream (RFC 1951), the only packing that Lambda takes. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** A zip of files (APPNOTE.TXT, 4.3), in the order of their paths. The same files give the same bytes. */
export const zipOf = (files: Files, deflate: Deflate): Buffer => addToZip(emptyZip, files, deflate);

/** A zip of `zipOf` with further files, of other paths, after its own. */
export const addToZip = (zip: Buffer, files: Files, deflate: Deflate): Buffer => {
  const entries = Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));
  const oldEnd = zip.length - endLength;
  const directoryAt = zip.readUInt32LE(oldEnd + 16);
  const locals = [zip.subarray(0, directoryAt)];
  const centrals = [zip.subarray(directoryAt, oldEnd)];
  let offset = directoryAt;
  for (const [path, bytes] of entries) {
    const { name, common, packed } = entryOf(path, bytes, deflate);
    const local = Buffer.concat([words('PK\x03\x04'), common, short(0), name, packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(mode >>> 0, 6);
    end.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([words('PK\x01\x02'), short(0x0300 | version), common, short(0), end, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = zip.readUInt16LE(oldEnd + 10) + entries.length;
  return Buffer.concat([...locals, directory, endOf(count, directory.length, offset)]);
};

/** The record that ends a zip of `count` files, whose directory has `length` bytes from `offset`. */
const endOf = (count: number, length: number, offset: number): Buffer => {
  const end = Buffer.alloc(endLength);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
};

/** The part that both headers of a file have: from the version to the length of its name. */
const entryOf = (path: string, bytes: Uint8Array, deflate: Deflate) => {
  const name = Buffer.from(path);
  const packed = deflate(bytes);
  const common = Buffer.alloc(24);
  common.writeUInt16LE(version, 0);
  common.writeUInt16LE(utf8, 2);
  common.writeUInt16LE(deflated, 4);
  common.writeUInt16LE(date, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  return { name, common, packed };
};

const endLength = 22;
const utf8 = 0x0800;
const words = (text: string) => Buffer.from(text, 'latin1');
const short = (value: number) => Buffer.from([value & 0xff, value >> 8]);

const emptyZip = endOf(0, 0, 0);
