import { cleanProfile } from '../../color/icc-clean.ts';
import { type Box, type Item, type Items, itemContent } from './items.ts';
import { cleanAv1 } from './obus.ts';

/** Which of an AVIF's items make up its image, in the order in which they are written. */
export const imageItems = ({ primary, items, references }: Items): Item[] => {
  const wanted = new Set([primary]);
  // Tiles of tiles are deep enough.
  for (let depth = 0; depth < 3; depth++)
    for (const { type, from, to } of references) {
      if (type === 'dimg' && wanted.has(from)) for (const id of to) wanted.add(id);
      if (type === 'auxl' && to.some((id) => wanted.has(id))) wanted.add(from);
    }
  return [...wanted].map((id) => items.get(id)).filter((item) => item !== undefined);
};

/**
 * The same image as a file of its own: of boxes, items and properties only what the decoder needs. `profile` is added to
 * what the file says of its colors. Undefined where an item's coding or place is none that we know.
 */
export const rewriteAvif = (file: Buffer, all: Items, profile?: Buffer): Buffer | undefined => {
  const properties = all.properties.map(cleanProperty);
  const items = imageItems(all).filter(
    (item) => isImage(item) && (item.id === all.primary || !isOtherAuxiliary(item, all)),
  );
  const contents = items.map((item) => cleanContent(file, item));
  if (contents.some((content) => content === undefined) || items[0]?.id !== all.primary) return undefined;
  const kept = new Set(items.map(({ id }) => id));
  const references = all.references
    .filter(({ type, from }) => kept.has(from) && ['dimg', 'auxl', 'prem'].includes(type))
    .map(({ type, from, to }) => ({ type, from, to: to.filter((id) => kept.has(id)) }))
    .filter(({ to }) => to.length > 0);
  const tiles = new Set(references.flatMap(({ type, to }) => (type === 'dimg' ? to : [])));
  const added = profile && properties.push(box('colr', Buffer.from('prof'), profile));
  const associations = items.map(({ id, properties: own }) => [
    ...own.filter(({ index }) => properties[index] !== undefined),
    ...(added && id === all.primary ? [{ index: added - 1, essential: false }] : []),
  ]);
  const data = contents.filter((content) => content !== undefined);
  if (data.reduce((sum, { length }) => sum + length, 0) > file.length) return undefined;
  const write = (at: number) =>
    Buffer.concat([
      ftyp,
      full('meta', 0, [
        full('hdlr', 0, [Buffer.alloc(4), Buffer.from('pict'), Buffer.alloc(13)]),
        full('pitm', 1, [long(all.primary)]),
        locations(items, data, at),
        full('iinf', 1, [long(items.length), ...items.map((item) => entryOf(item, tiles.has(item.id)))]),
        ...(references.length > 0 ? [full('iref', 1, references.map(referenceOf))] : []),
        box(
          'iprp',
          box('ipco', ...properties.map((property) => property ?? box('free'))),
          associationsOf(items, associations),
        ),
      ]),
    ]);
  const head = write(write(0).length + 8);
  return Buffer.concat([head, box('mdat', ...data)]);
};

const isImage = ({ type }: Item) => type === 'av01' || type === 'grid';

/** An auxiliary image that is no alpha: depth, a gain map. */
const isOtherAuxiliary = ({ id, properties }: Item, { references, properties: all }: Items): boolean =>
  references.some(({ type, from }) => type === 'auxl' && from === id) &&
  !properties.some(({ index }) => alphaNames.some((name) => all[index]?.content.includes(name)));

const alphaNames = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'];

const cleanContent = (file: Buffer, item: Item): Buffer | undefined => {
  const content = itemContent(file, item);
  // ISO/IEC 23008-12, 6.6.2.3: rows, columns, and a size of 16 or 32 bits.
  if (item.type === 'grid') return content?.subarray(0, (content[1] ?? 0) & 1 ? 12 : 8);
  return content && cleanAv1(content);
};

// ISO/IEC 23008-12 and MIAF: sizes, depths, turns, crops, codec; the bytes that each has at most behind its name.
const kept: { [kind: string]: number } = {
  ...{ ispe: 12, pixi: 21, pasp: 8, irot: 1, imir: 1, clap: 32, clli: 4, mdcv: 24, amve: 8 },
  ...{ a1op: 1, lsel: 2, a1lx: 13 },
};

const cleanProperty = ({ kind, content }: Box): Buffer | undefined => {
  if (kind === 'auxC') {
    const name = alphaNames.find((known) => content.includes(known));
    return name === undefined ? undefined : full('auxC', 0, [Buffer.from(`${name}\0`)]);
  }
  if (kind === 'av1C') return box(kind, content.subarray(0, 4), cleanAv1(content.subarray(4)) ?? Buffer.alloc(0));
  if (kind !== 'colr') return content.length <= (kept[kind] ?? -1) ? box(kind, content) : undefined;
  const type = content.toString('latin1', 0, 4);
  if (type === 'nclx') return box(kind, content.subarray(0, 11));
  const profile = cleanProfile(content.subarray(4));
  return profile && box(kind, Buffer.from('prof'), profile);
};

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const short = (value: number): Buffer => Buffer.of(value >> 8, value & 255);

const box = (kind: string, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([long(content.length + 8), Buffer.from(kind, 'latin1'), content]);
};

const full = (kind: string, version: number, parts: Buffer[]): Buffer =>
  box(kind, Buffer.of(version, 0, 0, 0), ...parts);

const ftyp = box('ftyp', Buffer.from('avif'), long(0), Buffer.from('avifmif1miaf'));

/** Version 2: ids of four bytes, offsets and lengths of four, one part each. */
const locations = (items: Item[], data: Buffer[], from: number): Buffer => {
  let at = from;
  const entries = items.map(({ id }, index) => {
    const length = data[index]?.length ?? 0;
    at += length;
    return Buffer.concat([long(id), short(0), short(0), short(1), long(at - length), long(length)]);
  });
  return full('iloc', 2, [Buffer.of(0x44, 0), long(items.length), ...entries]);
};

// A tile is hidden, or the decoder would take it for an image of its own.
const entryOf = ({ id, type }: Item, isHidden: boolean): Buffer =>
  box('infe', Buffer.of(3, 0, 0, isHidden ? 1 : 0), long(id), short(0), Buffer.from(type, 'latin1'), Buffer.of(0));

const referenceOf = ({ type, from, to }: Items['references'][number]): Buffer =>
  box(type, long(from), short(to.length), ...to.map(long));

const associationsOf = (items: Item[], associations: Item['properties'][]): Buffer => {
  const entries = items.map(({ id }, index) => {
    const own = associations[index] ?? [];
    const values = own.map(({ index: at, essential }) => short((essential ? 0x8000 : 0) | (at + 1)));
    return Buffer.concat([long(id), Buffer.of(own.length), ...values]);
  });
  return box('ipma', Buffer.of(1, 0, 0, 1), long(items.length), ...entries);
};
