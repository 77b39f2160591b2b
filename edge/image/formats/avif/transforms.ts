import type { Item, Items } from './items.ts';
import { imageItems } from './write.ts';

// In the order in which they are applied (ISO/IEC 23000-22, 7.3.6.7).
const transforms = ['clap', 'irot', 'imir'];

/**
 * The same items with the image cropped, then turned, then mirrored, with alpha as the image is, and tiles not at all, which is how browsers
 * (libavif) show them whatever these items say themselves; the decoder would follow the order in the file, leave alpha lying, and turn tiles.
 * Undefined where they say so already.
 */
export const alignTransforms = (all: Items): Items | undefined => {
  const { primary, items, properties, references } = all;
  const placeOf = ({ index }: Item['properties'][number]) => transforms.indexOf(properties[index]?.kind ?? '');
  const isTransform = (property: Item['properties'][number]) => placeOf(property) >= 0;
  const own = (items.get(primary)?.properties.filter(isTransform) ?? []).toSorted((a, b) => placeOf(a) - placeOf(b));
  const isAlpha = (id: number) =>
    references.some(({ type, from, to }) => type === 'auxl' && from === id && to.includes(primary));
  const aligned = new Map(items);
  let differs = false;
  for (const item of imageItems(all)) {
    const isWhole = item.id === primary || isAlpha(item.id);
    const [wanted, has] = [isWhole ? own : [], item.properties.filter(isTransform)];
    if (wanted.map(({ index }) => index).join() === has.map(({ index }) => index).join()) continue;
    const others = item.properties.filter((property) => !isTransform(property));
    aligned.set(item.id, { ...item, properties: [...others, ...wanted] });
    differs = true;
  }
  return differs ? { ...all, items: aligned } : undefined;
};
