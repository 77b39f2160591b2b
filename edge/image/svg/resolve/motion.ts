import type { CssRule } from '../css/rules.ts';
import { elementsOf, type SvgNode } from '../tree.ts';

/** Elements that change others over time. */
const animations = new Set(['animate', 'set', 'animateTransform', 'animateMotion', 'animateColor']);

/** Whether an element does nothing but change another. */
export const isAnimation = ({ name }: SvgNode): boolean => animations.has(name) || name === 'mpath';

/** Attributes at the moment that a drawing begins to be shown, by the elements that they are of (SMIL). */
export const startOfAnimations = (root: SvgNode): Map<SvgNode, [name: string, value: string][]> => {
  const ids = new Map<string | undefined, SvgNode>();
  for (const node of elementsOf(root)) ids.set(node.attributes.get('id'), node);
  const starts = new Map<SvgNode, [name: string, value: string][]>();
  for (const parent of elementsOf(root))
    for (const child of parent.children) {
      if (typeof child === 'string' || !animations.has(child.name)) continue;
      const href = child.attributes.get('href') ?? child.attributes.get('xlink:href');
      const target = href === undefined ? parent : ids.get(href.slice(1));
      const start = startOf(child);
      if (target && start) starts.set(target, [...(starts.get(target) ?? []), start]);
    }
  return starts;
};

/** What an animation sets as it begins; undefined where it begins later. */
const startOf = ({ name, attributes }: SvgNode): [name: string, value: string] | undefined => {
  const begin = attributes.get('begin') ?? '0';
  const target = attributes.get('attributeName');
  if (!begin.split(';').some((time) => /^\s*[+-]?0+(\.0+)?(s|ms|min|h)?\s*$/.test(time))) return undefined;
  if (name === 'set') return target === undefined ? undefined : [target, attributes.get('to') ?? ''];
  const value = attributes.get('values')?.split(';')[0]?.trim() ?? attributes.get('from');
  if (value === undefined || attributes.get('additive') === 'sum') return undefined;
  if (name === 'animateTransform') return ['transform', `${attributes.get('type') ?? 'translate'}(${value})`];
  return name === 'animate' && target !== undefined ? [target, value] : undefined;
};

/** Declarations of the first keyframe of an animation of CSS that begins at once. */
export const firstKeyframe = (
  declared: ReadonlyMap<string, string>,
  keyframes: ReadonlyMap<string, CssRule>,
): [name: string, value: string][] => {
  const shorthand = declared.get('animation') ?? '';
  const names = (declared.get('animation-name') ?? shorthand).split(/[\s,]+/);
  const delay = declared.get('animation-delay') ?? (shorthand.match(/(?<![-\d.])[-\d.]+m?s\b/g) ?? [])[1] ?? '0s';
  if (!/^[-0]/.test(delay)) return [];
  return names.flatMap((name) => {
    const first = keyframes.get(name)?.rules.find(({ prelude }) => /(^|,)\s*(from|0%)\s*(,|$)/.test(prelude));
    return first?.declarations.map(({ name, value }): [string, string] => [name, value]) ?? [];
  });
};
