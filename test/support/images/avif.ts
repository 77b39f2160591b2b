import { type Items, readItems } from '../../../edge/image/formats/avif/items.ts';
import { rewriteAvif } from '../../../edge/image/formats/avif/write.ts';

/** An AVIF whose color box says other code points: primaries, transfer, matrix (ISO/IEC 14496-12, 12.1.5). */
export const withNclx = (
  avif: Buffer,
  codes: readonly [primaries: number, transfer: number, matrix: number],
): Buffer => {
  const at = avif.indexOf('colrnclx', 0, 'latin1');
  if (at < 0) throw new Error('the AVIF has no nclx box');
  const changed = Buffer.from(avif);
  for (const [index, code] of codes.entries()) changed.writeUInt16BE(code, at + 8 + 2 * index);
  return changed;
};

/** An AVIF whose color box says whether its samples have the full range or that of video. */
export const withFullRange = (avif: Buffer, isFull: boolean): Buffer => {
  const at = avif.indexOf('colrnclx', 0, 'latin1');
  if (at < 0) throw new Error('the AVIF has no nclx box');
  const changed = Buffer.from(avif);
  changed.writeUInt8(isFull ? 0x80 : 0, at + 14);
  return changed;
};

/** An AVIF that says how bright its brightest light is (`clli`: candela a square metre). */
export const withLight = (avif: Buffer, brightest: number): Buffer => {
  const content = Buffer.alloc(4);
  content.writeUInt16BE(brightest);
  return withProperty(avif, { kind: 'clli', content });
};

/** An AVIF whose image, and nothing else of it, has one more property, such as `irot` or `imir`. */
export const withProperty = (avif: Buffer, property: Items['properties'][number]): Buffer => {
  const all = readItems(avif);
  const image = all.items.get(all.primary);
  if (!image) throw new Error('the AVIF has no image');
  const properties = [...image.properties, { index: all.properties.length, essential: false }];
  const items = new Map(all.items).set(all.primary, { ...image, properties });
  const changed = rewriteAvif(avif, { ...all, items, properties: [...all.properties, property] });
  if (!changed) throw new Error('the AVIF can not be rewritten');
  return changed;
};
