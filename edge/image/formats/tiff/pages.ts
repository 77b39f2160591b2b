/** An entry of a page's directory with its value, as bytes in the file's order; `numbers` reads whole ones. */
export type TiffEntry = { tag: number; kind: number; count: number; value: Buffer; numbers: () => number[] };

// TIFF 6.0, section 2: bytes of a value by type; 3 and 4 are whole numbers.
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const isWhole = (kind: number) => kind === 3 || kind === 4;

// A scanned book has hundreds of pages, a large image some thousand strips.
const mostPages = 1000;
const mostNumbers = 1_000_000;

/**
 * The pages of a TIFF in their order, of each tag the first entry. Throws RangeError where one points out of the file, for pages without
 * end and for more numbers than images have.
 */
export function* readTiffPages(tiff: Buffer): Generator<Map<number, TiffEntry>> {
  const isLittle = tiff.readUInt8(0) === 0x49;
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  let numbersRead = 0;
  const entryAt = (at: number): TiffEntry | undefined => {
    const [tag, kind, count] = [short(at), short(at + 2), long(at + 4)];
    const size = sizes[kind] ?? 0;
    if (size === 0 || count === 0) return undefined;
    const start = size * count > 4 ? long(at + 8) : at + 8;
    if (start + size * count > tiff.length) throw new RangeError(`tag ${tag} ends behind the file`);
    const numbers = () => {
      numbersRead += count;
      if (!isWhole(kind) || numbersRead > mostNumbers) throw new RangeError(`tag ${tag} has ${count} numbers`);
      return Array.from({ length: count }, (_, index) => (kind === 3 ? short : long)(start + index * size));
    };
    return { tag, kind, count, value: tiff.subarray(start, start + size * count), numbers };
  };
  const seen = new Set<number>();
  for (let at = long(4); at > 0; at = long(at + 2 + 12 * short(at))) {
    if (seen.has(at) || seen.size >= mostPages) throw new RangeError('pages without end');
    seen.add(at);
    const page = new Map<number, TiffEntry>();
    for (let row = at + 2; row < at + 2 + 12 * short(at); row += 12) {
      const entry = entryAt(row);
      if (entry && !page.has(entry.tag)) page.set(entry.tag, entry);
    }
    yield page;
  }
}
