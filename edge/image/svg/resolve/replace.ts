import type { Declared } from '../css/cascade.ts';
import { writeDeclarations } from '../css/rules.ts';
import { cssAddress, cssTokens } from '../css/tokens.ts';
import { type LengthContext, lengthOf } from '../css/values.ts';
import type { SvgNode } from '../tree.ts';
import { bounds, type Geometry } from './bounds.ts';
import { clipShape, namesBox } from './clip-shapes.ts';
import { axisOf } from './computed.ts';
import { filterPrimitives } from './filter-functions.ts';
import { about, boxOf, identity, type Matrix, multiply, originOf, parseTransform, writeMatrix } from './matrix.ts';

/** What is found while a drawing is resolved. */
export type Findings = {
  /** What it asks for that is neither resolved nor drawn. */
  unsupported: Set<string>;
  /** Clip paths and filters that are made of functions. */
  definitions: SvgNode[];
  /** Of elements that are resolved. */
  geometry: Map<SvgNode, { matrix: Matrix; lengths: LengthContext; style: Declared }>;
};

type Around = { findings: Findings; lengths: LengthContext };

/** Replaces properties that librsvg does not have by what it has, and writes down the rest of the style. Changes the element. */
export const replaceProperties = (node: SvgNode, style: Declared, around: Around) => {
  const { findings, lengths } = around;
  takePath(node, style);
  takeGeometry(node, style);
  findings.geometry.set(node, { matrix: identity, lengths, style });
  const matrix = takeTransform(node, style, around);
  findings.geometry.set(node, { matrix, lengths, style });
  takeClip(node, style, around);
  takeFilter(node, style, around);
  reportUnsupported(node, style, findings);
  const text = writeDeclarations([...style].map(([name, value]) => ({ name, value, important: false })));
  if (text === '') node.attributes.delete('style');
  else node.attributes.set('style', text);
};

const takePath = (node: SvgNode, style: Declared) => {
  const value = style.get('d');
  if (value === undefined) return;
  const text = cssTokens(value).find(({ text }) => /^["']/.test(text));
  if (text) node.attributes.set('d', cssAddress(text));
  style.delete('d');
};

// Of these browsers read the size from attributes alone, of a `<use>` the place from CSS too; librsvg does otherwise.
const placed = new Set(['use', 'svg']);

const takeGeometry = ({ name, attributes }: SvgNode, style: Declared) => {
  if (!placed.has(name)) return;
  for (const side of ['x', 'y', 'width', 'height']) {
    const value = style.get(side);
    if (value !== undefined && name === 'use' && side.length === 1) attributes.set(side, value);
    style.delete(side);
  }
};

const transformProperties = ['translate', 'rotate', 'scale', 'transform', 'transform-origin', 'transform-box'];

/** All that turns and moves an element, as one matrix. */
const takeTransform = (node: SvgNode, style: Declared, { findings, lengths }: Around): Matrix => {
  const of = (name: string) => style.get(name) ?? node.attributes.get(name);
  const isBox = /^(fill|content)-box$/.test(of('transform-box') ?? '');
  if (of('transform-box') === 'stroke-box') findings.unsupported.add('transform-box');
  const viewport = boxOf(lengths.viewport);
  const box = isBox ? boundsIn(node, findings) : viewport;
  const given = { lengths, box: box ?? viewport };
  const single = (name: string) => {
    const value = style.get(name) ?? 'none';
    return value === 'none' ? identity : parseTransform(`${name}(${value.trim().split(/\s+/).join(',')})`, given);
  };
  const parts = [...['translate', 'rotate', 'scale'].map(single), parseTransform(of('transform') ?? 'none', given)];
  const matrices = parts.filter((part) => part !== undefined);
  const isPlain = !transformProperties.some((name) => style.has(name)) && of('transform-origin') === undefined;
  if (matrices.length < parts.length || (isBox && !box)) {
    findings.unsupported.add('transform');
    return identity;
  }
  const matrix = about(matrices.reduce(multiply), originOf(of('transform-origin'), given));
  if (isPlain) return matrix;
  for (const name of transformProperties) style.delete(name);
  for (const name of ['transform-origin', 'transform-box']) node.attributes.delete(name);
  node.attributes.set('transform', writeMatrix(matrix));
  return matrix;
};

const boundsIn = (node: SvgNode, { geometry }: Findings) => {
  const of: Geometry = {
    matrixOf: (child) => geometry.get(child)?.matrix ?? identity,
    lengthOf: (child, name) => {
      const known = geometry.get(child);
      const value = known?.style.get(name) ?? child.attributes.get(name) ?? '0';
      return known ? (lengthOf(value, known.lengths, axisOf(name)) ?? 0) : 0;
    },
  };
  return bounds(node, of);
};

const takeClip = (node: SvgNode, style: Declared, { findings, lengths }: Around) => {
  const value = style.get('clip-path') ?? node.attributes.get('clip-path');
  if (value === undefined || !/\(/.test(value) || /^\s*url\(/i.test(value)) return;
  const box = /\bview-box\b/.test(value)
    ? boxOf(lengths.viewport)
    : namesBox(value)
      ? undefined
      : boundsIn(node, findings);
  const shape = box && clipShape(value, box, lengths);
  if (!shape) return void findings.unsupported.add('clip-path');
  const path: SvgNode = {
    name: 'path',
    attributes: new Map([
      ['d', shape.d],
      ['clip-rule', shape.rule],
    ]),
    children: [],
  };
  style.set('clip-path', define(findings, { name: 'clipPath', attributes: new Map(), children: [path] }));
};

const takeFilter = (node: SvgNode, style: Declared, { findings, lengths }: Around) => {
  const value = style.get('filter') ?? node.attributes.get('filter');
  if (value === undefined || value === 'none' || /^\s*url\([^)]*\)\s*$/i.test(value)) return;
  // A shadow without a color has the element's, which librsvg knows.
  if (/^\s*drop-shadow\(\s*[-+\d.]+[a-z]*(\s+[-+\d.]+[a-z]*)*\s*\)\s*$/i.test(value)) return;
  const children = filterPrimitives(value, lengths);
  if (!children) return void findings.unsupported.add('filter');
  const region = { x: '-50%', y: '-50%', width: '200%', height: '200%', 'color-interpolation-filters': 'sRGB' };
  style.set('filter', define(findings, { name: 'filter', attributes: new Map(Object.entries(region)), children }));
};

/** Adds an element to those that others refer to; the reference to it. */
const define = ({ definitions }: Findings, node: SvgNode): string => {
  const id = `resolved-${definitions.length}`;
  node.attributes.set('id', id);
  definitions.push(node);
  return `url(#${id})`;
};

// What nothing here resolves, and librsvg does not draw.
const unsupportedProperties = ['offset-path', 'mask-image', 'shape-inside', 'backdrop-filter', 'perspective'];

// Values that librsvg does not have, of a property or an attribute.
const unsupportedValues: { [name: string]: RegExp } = {
  'color-interpolation': /^linearRGB$/i,
  'mix-blend-mode': /^plus-/,
  'text-transform': /^(?!none)/,
  'word-spacing': /[1-9]/,
};
const isNoValue = new Set(['id', 'class', 'style', 'href', 'xlink:href']);
const unsupportedAnywhere =
  /\b(var|color-mix|image-set|env)\(|\(\s*from\s|^\s*(canvas|canvastext|linktext|visitedtext|activetext|button(face|text|border)|field(text)?|highlight(text)?|graytext|mark(text)?|selecteditem(text)?|accentcolor(text)?)\s*$/i;

const reportUnsupported = ({ name, attributes }: SvgNode, style: Declared, { unsupported }: Findings) => {
  if (name === 'textPath') unsupported.add('textPath');
  if (attributes.has('textLength')) unsupported.add('textLength');
  const isText = name === 'text' || name === 'tspan';
  const isList = (value: string | undefined) => value !== undefined && /\S[\s,]+\S/.test(value.trim());
  if (isText && (attributes.has('rotate') || ['x', 'y', 'dx', 'dy'].some((list) => isList(attributes.get(list)))))
    unsupported.add('letters in places');
  for (const property of unsupportedProperties) if (style.has(property)) unsupported.add(property);
  const isDashed = style.has('stroke-dasharray') || attributes.has('stroke-dasharray');
  if (isDashed && attributes.has('pathLength')) unsupported.add('pathLength');
  if (hasDots(attributes.get('d'), style.get('stroke-linecap') ?? attributes.get('stroke-linecap')))
    unsupported.add('caps of a point');
  for (const [property, value] of [...attributes, ...style]) {
    if (unsupportedValues[property]?.test(value)) unsupported.add(property);
    if (!isNoValue.has(property) && unsupportedAnywhere.test(value)) unsupported.add('value');
  }
};

/** A line without length has square caps in browsers. */
const hasDots = (d: string | undefined, cap: string | undefined): boolean =>
  d !== undefined && cap === 'square' && /m[^a-z]*[hvl][\s,]*0[\s,0]*(m|z|$)/i.test(d);
