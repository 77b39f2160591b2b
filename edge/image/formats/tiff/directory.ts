/** An entry of a directory: where it lies, and what it says of its values, which lie in its last four bytes or where these point. */
export type Entry = { at: number; tag: number; kind: number; count: number };

/**
 * The first directory of a TIFF (TIFF 6.0, section 2), which EXIF and the index of a multi-picture file are too. Numbers are
 * read in its byte order, at offsets from its beginning. Throws RangeError where it points out of itself.
 */
export const readTiffDirectory = (tiff: Buffer) => {
  const isLittle = tiff.readUInt8(0) === 0x49;
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const first = long(4);
  function* entries(): Generator<Entry> {
    for (let at = first + 2; at < first + 2 + 12 * short(first); at += 12)
      yield { at, tag: short(at), kind: short(at + 2), count: long(at + 4) };
  }
  const find = (isWanted: (entry: Entry) => boolean): Entry | undefined => {
    for (const entry of entries()) if (isWanted(entry)) return entry;
    return undefined;
  };
  return { short, long, entries, find };
};
