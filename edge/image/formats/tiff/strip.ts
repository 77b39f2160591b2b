import { cleanProfile } from '../../color/icc-clean.ts';
import { readTiffPages, type TiffEntry } from './pages.ts';

// TIFF 6.0 and its supplements: how samples lie in the file, what their colors are, the size in print, the orientation.
const needed = new Set([
  ...[
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 293, 296, 301, 317, 318, 319, 320,
  ],
  ...[322, 323, 324, 325, 332, 338, 339, 340, 341, 347, 529, 530, 531, 532],
]);
const compressionTag = 259;
const profileTag = 34_675;

/** Tags of where the strips and the tiles are, with those of how many bytes each has. */
const lengthTags = new Map([
  [273, 279],
  [324, 325],
]);

// A rewritten file has the same samples and fewer tags, but may have to pad them.
const mostMore = 65_536;

/**
 * The same TIFF without metadata: each page with the tags that a decoder needs, its samples copied as they are. Undefined for
 * JPEG samples of the old kind, which lie anywhere in the file. Throws RangeError where something points out of the file.
 */
export const stripTiff = (bytes: Buffer): Buffer | undefined => {
  const file = writer(bytes);
  for (const page of readTiffPages(bytes)) {
    if (page.get(compressionTag)?.numbers()[0] === 6) return undefined;
    const entries = [...page.values()].flatMap((entry) => cleanEntry(entry, page, file));
    const rows = entries.map(({ tag, kind, count, value }) => {
      const own = value.length <= 4 && Buffer.concat([value, Buffer.alloc(4 - value.length)]);
      const place = own || file.number(file.write(value), 4);
      return Buffer.concat([file.number(tag, 2), file.number(kind, 2), file.number(count, 4), place]);
    });
    file.writePage(rows);
  }
  return file.finish();
};

type Writer = ReturnType<typeof writer>;

/** Writes a TIFF in the byte order of another one. Throws RangeError where it becomes much larger. */
const writer = (original: Buffer) => {
  const isLittle = original.readUInt8(0) === 0x49;
  const number = (value: number, size: 2 | 4): Buffer => {
    const bytes = Buffer.alloc(size);
    if (isLittle) bytes.writeUIntLE(value, 0, size);
    else bytes.writeUIntBE(value, 0, size);
    return bytes;
  };
  // Where the place of the next page stands: in the header, then at each page's end.
  let link = number(0, 4);
  const chunks = [original.subarray(0, 4), link];
  let at = 8;
  const write = (chunk: Buffer): number => {
    const start = at;
    const padding = Buffer.alloc(chunk.length % 2);
    at += chunk.length + padding.length;
    if (at > original.length + mostMore) throw new RangeError('samples that several strips share');
    chunks.push(chunk, padding);
    return start;
  };
  const writePage = (rows: Buffer[]) => {
    const next = number(0, 4);
    number(at, 4).copy(link);
    write(Buffer.concat([number(rows.length, 2), ...rows]));
    write(next);
    link = next;
  };
  const samples = (from: number, length: number): Buffer => {
    if (from + length > original.length) throw new RangeError('samples behind the end');
    return original.subarray(from, from + length);
  };
  return { number, write, writePage, samples, finish: () => (at > 8 ? Buffer.concat(chunks) : undefined) };
};

type Clean = Pick<TiffEntry, 'tag' | 'kind' | 'count' | 'value'>;

/** An entry as it is written: samples have new places, and of a profile stays what colors are computed from. */
const cleanEntry = (entry: TiffEntry, page: Map<number, TiffEntry>, file: Writer): Clean[] => {
  const { tag } = entry;
  if (tag === profileTag) {
    const profile = cleanProfile(entry.value);
    return profile ? [{ tag, kind: 7, count: profile.length, value: profile }] : [];
  }
  if (!needed.has(tag)) return [];
  const lengthTag = lengthTags.get(tag);
  if (lengthTag === undefined) return [entry];
  const [offsets, lengths] = [entry.numbers(), page.get(lengthTag)?.numbers() ?? []];
  if (lengths.length !== offsets.length) throw new RangeError('strips without lengths');
  const places = offsets.map((from, index) => file.write(file.samples(from, lengths[index] ?? 0)));
  return [{ tag, kind: 4, count: places.length, value: Buffer.concat(places.map((at) => file.number(at, 4))) }];
};
