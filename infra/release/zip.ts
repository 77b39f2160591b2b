import { crc32, deflateRawSync } from 'node:zlib';
import type { Files } from '../build/files.ts';

// 1980-01-01, the first day that a zip can name: the same files give the same bytes.
const date = 0x21;
const deflated = 8;
const version = 20;
/** rw-r--r-- of a plain file, in the upper half, as Unix writes it: Lambda must be able to read. */
const mode = 0o100644 << 16;

/** A zip of files (APPNOTE.TXT, 4.3), in the order of their paths. The same files give the same bytes. */
export const zipOf = (files: Files): Buffer => {
  const entries = Object.entries(files)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, bytes]) => entryOf(path, bytes));
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, common, packed } of entries) {
    const local = Buffer.concat([words('PK\x03\x04'), common, short(0), name, packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(mode >>> 0, 6);
    end.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([words('PK\x01\x02'), short(0x0300 | version), common, short(0), end, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, words('PK\x05\x06'), end]);
};

/** The part that both headers of a file have: from the version to the length of its name. */
const entryOf = (path: string, bytes: Uint8Array) => {
  const name = Buffer.from(path);
  const packed = deflateRawSync(bytes, { level: 9 });
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

const utf8 = 0x0800;
const words = (text: string) => Buffer.from(text, 'latin1');
const short = (value: number) => Buffer.from([value & 0xff, value >> 8]);
