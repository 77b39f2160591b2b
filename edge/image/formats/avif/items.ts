import { Underivable } from '../../../errors.ts';

/** A box of ISO/IEC 14496-12: its four characters, and what it holds behind them. */
export type Box = { kind: string; content: Buffer };

/** An item of a HEIF file (ISO/IEC 23008-12): its type, where its bytes lie, and the indices of its properties. */
export type Item = { id: number; type: string; extents: [from: number, to: number][]; properties: Property[] };

type Property = { index: number; essential: boolean };

/** A reference from one item to others: `dimg` to tiles, `auxl` from alpha, `prem`, `thmb`, `cdsc`. */
export type Reference = { type: string; from: number; to: number[] };

/** What the meta box of a file says. */
export type Items = { primary: number; items: Map<number, Item>; references: Reference[]; properties: Box[] };

// An image of a thousand tiles has some thousand.
const mostBoxes = 10_000;
const mostExtents = 100_000;

/**
 * The boxes that stand side by side in some bytes. Throws Underivable: boxes without end; RangeError where one breaks off, unless
 * what is there of it counts too.
 */
export const readBoxes = (bytes: Buffer, from = 0, mayBreakOff = false): Box[] => {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= bytes.length; ) {
    if (boxes.length >= mostBoxes) throw new Underivable('too-costly', `more than ${mostBoxes} boxes`);
    const small = bytes.readUInt32BE(at);
    const header = small === 1 ? 16 : 8;
    const size = small === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : small === 0 ? bytes.length - at : small;
    if (size < header || (at + size > bytes.length && !mayBreakOff))
      throw new RangeError(`a box of ${size} bytes at ${at}`);
    boxes.push({ kind: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return boxes;
};

/** The items of a file. Throws RangeError where its meta box is missing or contradicts itself. */
export const readItems = (file: Buffer): Items => {
  // Pixels that break off are for the decoder to notice.
  const boxes = readBoxes(contentOf(readBoxes(file, 0, true), 'meta'), 4);
  const pitm = contentOf(boxes, 'pitm');
  const iprp = readBoxes(contentOf(boxes, 'iprp'));
  const properties = readBoxes(contentOf(iprp, 'ipco'));
  const items = readEntries(contentOf(boxes, 'iinf'));
  const idat = boxes.find(({ kind }) => kind === 'idat')?.content;
  readLocations(contentOf(boxes, 'iloc'), items, { file, idat });
  for (const { kind, content } of iprp) if (kind === 'ipma') readAssociations(content, items);
  const iref = boxes.find(({ kind }) => kind === 'iref')?.content;
  const primary = pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
  return { primary, items, properties, references: iref ? readReferences(iref) : [] };
};

const contentOf = (boxes: Box[], wanted: string): Buffer => {
  const found = boxes.find(({ kind }) => kind === wanted);
  if (!found) throw new RangeError(`no ${wanted} box`);
  return found.content;
};

const readEntries = (iinf: Buffer): Map<number, Item> => {
  const items = new Map<number, Item>();
  for (const { kind, content } of readBoxes(iinf, iinf.readUInt8(0) === 0 ? 6 : 8)) {
    const version = content.readUInt8(0);
    if (kind !== 'infe' || version < 2) continue;
    const id = version === 2 ? content.readUInt16BE(4) : content.readUInt32BE(4);
    const at = version === 2 ? 8 : 10;
    if (!items.has(id))
      items.set(id, { id, type: content.toString('latin1', at, at + 4), extents: [], properties: [] });
  }
  return items;
};

type Data = { file: Buffer; idat: Buffer | undefined };

/** ISO/IEC 14496-12, 8.11.3: where in the file, or in the idat box, each item's parts lie. */
const readLocations = (iloc: Buffer, items: Map<number, Item>, { file, idat }: Data): void => {
  const version = iloc.readUInt8(0);
  const [offsetSize, lengthSize] = [iloc.readUInt8(4) >> 4, iloc.readUInt8(4) & 15];
  const [baseSize, indexSize] = [iloc.readUInt8(5) >> 4, version > 0 ? iloc.readUInt8(5) & 15 : 0];
  let at = 6;
  const read = (size: number) => {
    at += size;
    return size === 0 ? 0 : size === 8 ? Number(iloc.readBigUInt64BE(at - 8)) : iloc.readUIntBE(at - size, size);
  };
  let steps = 0;
  for (let left = read(version < 2 ? 2 : 4); left > 0; left--) {
    const item = items.get(read(version < 2 ? 2 : 4));
    const method = version > 0 ? read(2) & 15 : 0;
    const elsewhere = read(2);
    const base = read(baseSize);
    // idat is a part of the file: its parts are counted from there.
    const start = method === 1 && idat ? idat.byteOffset - file.byteOffset + base : base;
    for (let extents = read(2); extents > 0; extents--) {
      if (++steps > mostExtents) throw new Underivable('too-costly', `more than ${mostExtents} parts of items`);
      read(indexSize);
      const from = start + read(offsetSize);
      const length = read(lengthSize);
      if (method > 1 || elsewhere !== 0) continue;
      item?.extents.push([from, length === 0 ? file.length : from + length]);
    }
  }
};

const readAssociations = (ipma: Buffer, items: Map<number, Item>): void => {
  const isWide = (ipma.readUInt8(3) & 1) === 1;
  let at = 8;
  for (let left = ipma.readUInt32BE(4); left > 0; left--) {
    const item = items.get(ipma.readUInt8(0) === 0 ? ipma.readUInt16BE(at) : ipma.readUInt32BE(at));
    at += ipma.readUInt8(0) === 0 ? 2 : 4;
    const count = ipma.readUInt8(at++);
    for (let index = 0; index < count; index++, at += isWide ? 2 : 1) {
      const value = isWide ? ipma.readUInt16BE(at) : ipma.readUInt8(at);
      const top = isWide ? 0x8000 : 0x80;
      item?.properties.push({ index: (value & (top - 1)) - 1, essential: (value & top) !== 0 });
    }
  }
};

const readReferences = (iref: Buffer): Reference[] => {
  const size = iref.readUInt8(0) === 0 ? 2 : 4;
  return readBoxes(iref, 4).map(({ kind, content }) => {
    const count = content.readUInt16BE(size);
    const to = Array.from({ length: count }, (_, index) => content.readUIntBE(size + 2 + index * size, size));
    return { type: kind, from: content.readUIntBE(0, size), to };
  });
};

/** The bytes of an item, of all its parts; undefined where they lie outside of the file, or are more than it. */
export const itemContent = (file: Buffer, { extents }: Item): Buffer | undefined => {
  const length = extents.reduce((sum, [from, to]) => sum + to - from, 0);
  const isOutside = extents.some(([from, to]) => from > to || to > file.length);
  if (extents.length === 0 || isOutside || length > file.length) return undefined;
  return Buffer.concat(extents.map(([from, to]) => file.subarray(from, to)));
};
