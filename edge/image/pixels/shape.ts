import type { Variant } from '../../query/parameters.ts';
import type { Edges, Size, Window } from '../geometry/size.ts';
import { whole } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';
import { blendMask } from './blend.ts';
import { type Color, extend, type Pixels, parseColor } from './pixels.ts';

/** A shape's name, as `mask` has them. */
export type Shape = NonNullable<Variant['mask']>;

/**
 * Corners on the circle of the unit square, the first at the top, or `turned` from there in degrees; every second one nearer to
 * the middle makes a star.
 */
const corners = (count: number, { inner = 1, turned = 0 } = {}): string => {
  const points = Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count + (turned * Math.PI) / 180;
    const radius = at % 2 ? inner / 2 : 0.5;
    return `${0.5 + radius * Math.sin(angle)} ${0.5 - radius * Math.cos(angle)}`;
  });
  return `M${points.join('L')}Z`;
};

// In the unit square. A pentagram's inner corners are at 0.382 of its radius: 1 / golden ratio squared.
const disc = 'M0 .5A.5 .5 0 0 1 1 .5A.5 .5 0 0 1 0 .5Z';
const paths: { [shape in Shape]: string } = {
  circle: disc,
  ellipse: disc,
  square: 'M0 0H1V1H0Z',
  triangle: 'M.5 0L1 1H0Z',
  'triangle-180': 'M.5 1L1 0H0Z',
  diamond: corners(4),
  pentagon: corners(5),
  'pentagon-180': corners(5, { turned: 180 }),
  hexagon: corners(6),
  star: corners(10, { inner: 0.382 }),
  heart:
    'M.5 .95C.2 .72 0 .52 0 .3C0 .14 .12 .05 .25 .05C.36 .05 .45 .11 .5 .2C.55 .11 .64 .05 .75 .05C.88 .05 1 .14 1 .3C1 .52 .8 .72 .5 .95Z',
};

/** `mask`: cuts each frame to a centered shape, as large as fits (an ellipse fills it); the color shows outside. */
export const applyMask = async (pixels: Pixels, shape: Shape | undefined, fill: Color): Promise<Pixels> => {
  if (shape === undefined) return pixels;
  const { width, height } = pixels;
  const side = Math.min(width, height);
  const [across, along] = shape === 'ellipse' ? [width, height] : [side, side];
  const place = `translate(${(width - across) / 2} ${(height - along) / 2}) scale(${across} ${along})`;
  return blendMask(pixels, await coverageOf(pixels, `<path d="${paths[shape]}" transform="${place}"/>`), fill);
};

/** `border` and `radius` in pixels. */
export type Frame = { border: Edges; color: string; radii?: number[] | undefined };

/** `border` and `radius`, as in CSS: the radius is of the outer edge, inside the border it is smaller by its width. */
export const applyFrame = async (pixels: Pixels, { border, color, radii }: Frame, fill: Color): Promise<Pixels> => {
  const shade = parseColor(color);
  const bordered = border.top > 0 ? extend(pixels, border, shade) : pixels;
  if (!radii) return bordered;
  const inner = { left: border.left, top: border.top, width: pixels.width, height: pixels.height };
  const inside = radii.map((radius) => Math.max(0, radius - border.top));
  const ringed =
    border.top > 0 ? blendMask(bordered, await coverageOf(bordered, rounded(inner, inside)), shade) : bordered;
  return blendMask(ringed, await coverageOf(bordered, rounded(whole(bordered), radii)), fill);
};

const rounded = ({ left, top, width, height }: Window, [a = 0, b = 0, c = 0, d = 0]: number[]): string => {
  const [right, bottom] = [left + width, top + height];
  const arc = (radius: number, x: number, y: number) => `A${radius} ${radius} 0 0 1 ${x} ${y}`;
  return `<path d="M${left + a} ${top}H${right - b}${arc(b, right, top + b)}V${bottom - c}${arc(c, right - c, bottom)}H${left + d}${arc(d, left, bottom - d)}V${top + a}${arc(a, left + a, top)}Z"/>`;
};

/** How much of each pixel a path covers, 0 to 255. */
const coverageOf = ({ width, height }: Size, path: string): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${path}</svg>`), {
    limitInputPixels: false,
  })
    .extractChannel('alpha')
    .raw()
    .toBuffer();
