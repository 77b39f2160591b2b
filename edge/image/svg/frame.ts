import { parseViewBox } from '../formats/svg/size.ts';
import type { Size, Window } from '../geometry/size.ts';
import { parseDeclarations, writeDeclarations } from './css/rules.ts';
import { cssName, cssText, cssTokens } from './css/tokens.ts';
import { elementsOf, type SvgNode } from './tree.ts';

/** A drawing in a frame: the part of it that is shown, in its own CSS pixels, and the size at which. */
export type Frame = {
  size: Size;
  /** May reach past the drawing: there nothing is shown but what is behind it. */
  region: Window;
  /** Colors behind all of the frame, and behind the drawing alone. */
  background?: string | undefined;
  rootBackground?: string | undefined;
};

/** The drawing at another size, its own CSS pixels scaled; fractions of a pixel that rounding added are not seen. */
export const sizedSvg = (root: SvgNode, natural: Size, size: Size): SvgNode => {
  const attributes = new Map([['viewBox', viewBoxOf(natural)], ...root.attributes]);
  if (!parseViewBox(attributes.get('viewBox'))) attributes.set('viewBox', viewBoxOf(natural));
  return placed({ ...root, attributes }, size);
};

/** The drawing in a frame. Neither what is drawn past its edge nor its style sheets reach out of it. */
export const framedSvg = (root: SvgNode, natural: Size, frame: Frame): SvgNode => {
  const { size, region, background, rootBackground } = frame;
  const { left, top, width, height } = region;
  const inner = placed(sizedSvg(root, natural, natural), natural, 'overflow:hidden!important');
  const children = [
    ...(background === undefined ? [] : [filled(region, background)]),
    ...(rootBackground === undefined ? [] : [filled({ left: 0, top: 0, ...natural }, rootBackground)]),
    withoutRootSelectors({ ...inner, attributes: new Map([...inner.attributes, ['x', '0'], ['y', '0']]) }),
  ];
  return {
    name: 'svg',
    attributes: new Map([
      ['width', `${size.width}`],
      ['height', `${size.height}`],
      ['viewBox', [left, top, width, height].map(plain).join(' ')],
      ['preserveAspectRatio', 'none'],
      ['style', isolated({ width: `${size.width}px`, height: `${size.height}px` })],
    ]),
    children,
  };
};

const viewBoxOf = ({ width, height }: Size) => `0 0 ${plain(width)} ${plain(height)}`;

/** Six digits behind the point, which no eye could tell from more. */
const plain = (value: number) => String(Math.round(value * 1e6) / 1e6);

// What a style may say of a root's own size, which is not the author's to say any more.
const placing =
  /^(x|y|(min-|max-)?(width|height|inline-size|block-size)|position|display|margin.*|padding.*|border.*)$/;

const placed = (root: SvgNode, { width, height }: Size, more = ''): SvgNode => {
  const attributes = new Map(root.attributes);
  attributes.set('width', plain(width)).set('height', plain(height));
  const own = parseDeclarations(attributes.get('style') ?? '');
  const isStyled = own.some(({ name }) => placing.test(name)) || hasSheet(root);
  const kept = writeDeclarations(own.filter(({ name }) => !placing.test(name)));
  const fixed = isStyled ? `width:${plain(width)}px!important;height:${plain(height)}px!important` : '';
  const style = [kept, fixed, more].filter((part) => part !== '').join(';');
  if (style === '') attributes.delete('style');
  else attributes.set('style', style);
  return { ...root, attributes };
};

const hasSheet = (root: SvgNode) =>
  [...elementsOf(root)].some(({ name, children }) => name === 'style' && children.length > 0);

/** A rectangle of one color, which a style sheet of the drawing can't change. */
const filled = ({ left, top, width, height }: Window, fill: string): SvgNode => {
  const [x, y, across, down] = [left, top, width, height].map(plain);
  const place = { x: `${x}px`, y: `${y}px`, width: `${across}px`, height: `${down}px` };
  return {
    name: 'rect',
    attributes: new Map([
      ...Object.entries({ x, y, width: across, height: down, fill }).map(
        ([name, value]) => [name, value ?? ''] as const,
      ),
      ['style', isolated({ ...place, fill })],
    ]),
    children: [],
  };
};

/** A style that no rule of a sheet comes up against. */
const isolated = (properties: { [name: string]: string }): string =>
  [['all', 'initial'], ...Object.entries(properties)].map(([name, value]) => `${name}:${value}!important`).join(';');

// What `:root` of a drawing becomes in a frame, where the root is another; a class counts as much in a selector.
const rootClass = 'drawing-root';

const withoutRootSelectors = (root: SvgNode): SvgNode => {
  let replaced = false;
  const replace = (node: SvgNode): SvgNode => ({
    ...node,
    children: node.children.map((child) => {
      if (typeof child !== 'string') return replace(child);
      if (node.name !== 'style' || !/:root/i.test(child)) return child;
      replaced = true;
      return replaceRoot(child);
    }),
  });
  const done = replace(root);
  if (!replaced) return done;
  const names = `${root.attributes.get('class') ?? ''} ${rootClass}`.trim();
  return { ...done, attributes: new Map([...done.attributes, ['class', names]]) };
};

const replaceRoot = (css: string): string => {
  const tokens = cssTokens(css);
  return cssText(
    tokens.flatMap((token, index) => {
      const isRoot = (at: number) =>
        tokens[at]?.text === ':' && tokens[at + 1] !== undefined && cssName(tokens[at + 1] ?? token) === 'root';
      if (isRoot(index)) return [{ ...token, text: `.${rootClass}` }];
      return isRoot(index - 1) ? [] : [token];
    }),
  );
};
