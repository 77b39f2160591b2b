import { parseDeclarations } from './css-rules.ts';
import type { SvgNode } from './tree.ts';

/**
 * The color that browsers paint behind a whole drawing: the background of its root, which is HTML's and which SVG itself
 * does not have. Undefined where there is none.
 */
export const rootBackgroundOf = (root: SvgNode): string | undefined => {
  const color = parseDeclarations(root.attributes.get('style') ?? '')
    .filter(({ name }) => name === 'background' || name === 'background-color')
    .at(-1)?.value;
  return color === undefined || /^(none|transparent|initial|unset|inherit)$/i.test(color) ? undefined : color;
};
