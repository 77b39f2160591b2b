import type { Item, Items } from './items.ts';
import { imageItems } from './write.ts';

const transforms = new Set(['clap', 'irot', 'imir']);

/**
 * The same items with alpha turned, mirrored and cropped as the image is, and tiles not at all, which is how browsers (libavif) show
 * them whatever these items say themselves; the decoder would leave alpha lying, and turn tiles. Undefined where they say so already.
 */
export const alignTransforms = (all: Items): Items | undefined => {
  const { primary, items, properties, references } = all;
  const isTransform = ({ index }: Item['properties'][number]) => transforms.has(properties[index]?.kind ?? '');
  const own = items.get(primary)?.properties.filter(isTransform) ?? [];
  const isAlpha = (id: number) =>
    references.some(({ type, from, to }) => type === 'auxl' && from === id && to.includes(primary));
  const aligned = new Map(items);
  let differs = false;
  for (const item of imageItems(all)) {
    if (item.id === primary) continue;
    const [wanted, has] = [isAlpha(item.id) ? own : [], item.properties.filter(isTransform)];
    if (wanted.map(({ index }) => index).join() === has.map(({ index }) => index).join()) continue;
    const others = item.properties.filter((property) => !isTransform(property));
    aligned.set(item.id, { ...item, properties: [...others, ...wanted] });
    differs = true;
  }
  return differs ? { ...all, items: aligned } : undefined;
};
