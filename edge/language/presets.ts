import type { Problem } from './query.ts';
import type { Variant } from './vocabulary.ts';

/** Variants by the names that the configuration gives them. */
export type Presets = { [name: string]: Variant };

/** The variant with its preset's words beneath its own. */
export const expand = (variant: Variant, presets: Presets): Variant | Problem => {
  const name = variant.preset;
  if (name == null) return variant;
  if (Object.keys(presets).indexOf(name) < 0) return { word: 'preset', value: name, expected: 'a name' };
  const expanded = Object.assign({}, presets[name], variant);
  delete expanded.preset;
  return expanded;
};
