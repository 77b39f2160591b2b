import type { Window } from '../../geometry/size.ts';
import type { SvgNode } from '../tree.ts';
import { apply, identity, type Matrix, multiply } from './matrix.ts';
import { boundsOf, flattenPath, type Point } from './path.ts';

/** Reads a length of an element, wherever it is given; and where a child stands in its parent. */
export type Geometry = { lengthOf: (node: SvgNode, name: string) => number; matrixOf: (node: SvgNode) => Matrix };

/**
 * The box around what an element draws, in its own units and without its stroke (SVG's object bounding box). Undefined
 * where it is unknown without rendering, as for text.
 */
export const bounds = (node: SvgNode, geometry: Geometry): Window | undefined => {
  const points = pointsOf(node, identity, geometry);
  return points && boundsOf(points);
};

const pointsOf = (node: SvgNode, matrix: Matrix, geometry: Geometry): Point[] | undefined => {
  const own =
    node.name === 'g' || node.name === 'a' ? groupPoints(node, geometry) : shapes[node.name]?.(node, geometry);
  return own?.map((point) => apply(matrix, point));
};

// What draws nothing where it stands.
const unseen = new Set(['defs', 'symbol', 'clipPath', 'mask', 'marker', 'pattern', 'filter', 'style', 'title', 'desc']);
const gradients = new Set(['linearGradient', 'radialGradient']);

const groupPoints = (group: SvgNode, geometry: Geometry): Point[] | undefined => {
  const all: Point[] = [];
  for (const child of group.children) {
    if (typeof child === 'string' || unseen.has(child.name) || gradients.has(child.name)) continue;
    const points = pointsOf(child, multiply(identity, geometry.matrixOf(child)), geometry);
    if (!points) return undefined;
    for (const point of points) all.push(point);
  }
  return all;
};

type Box = { x: number; y: number; width: number; height: number };

const corners = ({ x, y, width, height }: Box): Point[] => [
  [x, y],
  [x + width, y + height],
  [x + width, y],
  [x, y + height],
];

type Shape = (node: SvgNode, geometry: Geometry) => Point[];

const box: Shape = (node, { lengthOf }) =>
  corners({
    x: lengthOf(node, 'x'),
    y: lengthOf(node, 'y'),
    width: lengthOf(node, 'width'),
    height: lengthOf(node, 'height'),
  });

const oval =
  (rx: string, ry: string): Shape =>
  (node, { lengthOf }) => {
    const [dx, dy] = [lengthOf(node, rx), lengthOf(node, ry)];
    const [x, y] = [lengthOf(node, 'cx') - dx, lengthOf(node, 'cy') - dy];
    return corners({ x, y, width: 2 * dx, height: 2 * dy });
  };

const polygon: Shape = ({ attributes }) => flattenPath(`M${attributes.get('points') ?? ''}`).flat();

const shapes: { [element: string]: Shape } = {
  rect: box,
  image: box,
  circle: oval('r', 'r'),
  ellipse: oval('rx', 'ry'),
  line: (node, { lengthOf }) => [
    [lengthOf(node, 'x1'), lengthOf(node, 'y1')],
    [lengthOf(node, 'x2'), lengthOf(node, 'y2')],
  ],
  polyline: polygon,
  polygon,
  path: ({ attributes }) => flattenPath(attributes.get('d') ?? '').flat(),
};
