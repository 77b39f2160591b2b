import type { Variant } from '../../query/parameters.ts';
import { type Pixels, parseColor } from './pixels.ts';

/** Three rows of red, green, blue and a constant: what each output channel takes of the input, in 0..255. */
type Matrix = readonly number[];

/**
 * Colors changed pixel by pixel, in this order: gam, bri, con, sat, hue, mono, sepia, invert. The formulas are those of
 * CSS (https://www.w3.org/TR/filter-effects-1/#ShorthandEquivalents), with -100..100 where CSS has 0..2. All but gamma are
 * one matrix, multiplied beforehand: a color is cut to 0..255 once, at the end, so that no step burns out what a later one would bring back.
 */
export const applyColorMatrix = (pixels: Pixels, variant: Variant): Pixels => {
  const matrices = matricesOf(variant);
  const gamma = variant.gam ?? 0;
  return matrices.length > 0 || gamma !== 0
    ? apply(
        pixels,
        curveOf(gamma),
        matrices.reduce((done, next) => product(next, done), identity),
      )
    : pixels;
};

const identity: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

const matricesOf = ({ bri = 0, con = 0, sat = 0, hue = 0, mono = false, sepia = 0, invert }: Variant): Matrix[] => {
  const contrast = 1 + con / 100;
  const requested: [boolean, () => Matrix][] = [
    [bri !== 0, () => scaled([1 + bri / 100, 1 + bri / 100, 1 + bri / 100], 0)],
    [con !== 0, () => scaled([contrast, contrast, contrast], 127.5 * (1 - contrast))],
    [sat !== 0, () => saturated(1 + sat / 100)],
    [hue % 360 !== 0, () => rotateHue(hue)],
    [mono !== false, () => product(scaled(shadeOf(mono), 0), saturated(0))],
    [sepia !== 0, () => mixed(sepiaMatrix, identity, sepia / 100)],
    [invert === true, () => scaled([-1, -1, -1], 255)],
  ];
  return requested.filter(([wanted]) => wanted).map(([, matrix]) => matrix());
};

/** Shades of one color, as Core Image's CIColorMonochrome: white becomes the color, black stays. */
const shadeOf = (mono: boolean | string) => {
  const [r, g, b] = parseColor(typeof mono === 'string' ? mono : 'ffffff');
  return [r / 255, g / 255, b / 255];
};

const scaled = ([r = 1, g = 1, b = 1]: readonly number[], offset: number): Matrix => [
  ...[r, 0, 0, offset],
  ...[0, g, 0, offset],
  ...[0, 0, b, offset],
];

// What red, green and blue weigh in brightness, as rounded in feColorMatrix (https://www.w3.org/TR/filter-effects-1/#feColorMatrixElement).
const [red, green, blue] = [0.213, 0.715, 0.072];
const gray: Matrix = [red, green, blue, 0, red, green, blue, 0, red, green, blue, 0];

const saturated = (amount: number): Matrix => mixed(identity, gray, amount);

// The two parts that cosine and sine weigh in hueRotate, there given as numbers.
const acrossHue: Matrix = identity.map((value, at) => value - (gray[at] ?? 0));
const alongHue: Matrix = [...[-red, -green, 1 - blue, 0], ...[0.143, 0.14, -0.283, 0], ...[-(1 - red), green, blue, 0]];

const rotateHue = (degrees: number): Matrix => {
  const angle = (degrees * Math.PI) / 180;
  return gray.map(
    (value, at) => value + Math.cos(angle) * (acrossHue[at] ?? 0) + Math.sin(angle) * (alongHue[at] ?? 0),
  );
};

const sepiaMatrix: Matrix = [...[0.393, 0.769, 0.189, 0], ...[0.349, 0.686, 0.168, 0], ...[0.272, 0.534, 0.131, 0]];

const mixed = (all: Matrix, none: Matrix, amount: number): Matrix =>
  all.map((value, at) => value * amount + (none[at] ?? 0) * (1 - amount));

/** The matrix that does `first`, then `second`. */
const product = (second: Matrix, first: Matrix): Matrix =>
  [0, 4, 8].flatMap((row) =>
    [0, 1, 2, 3].map((column) =>
      [0, 1, 2].reduce(
        (sum, at) => sum + (second[row + at] ?? 0) * (first[at * 4 + column] ?? 0),
        column === 3 ? (second[row + 3] ?? 0) : 0,
      ),
    ),
  );

/** Gamma, which no matrix can express: a power of 1 / (1 + gam / 100), so that 100 lightens as much as -50 darkens. Black and white stay. */
const curveOf = (gamma: number): Float64Array => {
  const power = 1 / Math.max(0.01, 1 + gamma / 100);
  return Float64Array.from({ length: 256 }, (_, value) => 255 * (value / 255) ** power);
};

const apply = (pixels: Pixels, curve: Float64Array, matrix: Matrix): Pixels => {
  const { bytes: from, channels } = pixels;
  const bytes = Buffer.from(from);
  const to = new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length);
  const [rr = 0, rg = 0, rb = 0, r0 = 0, gr = 0, gg = 0, gb = 0, g0 = 0, br = 0, bg = 0, bb = 0, b0 = 0] = matrix;
  for (let at = 0; at < to.length; at += channels) {
    const r = curve[to[at] ?? 0] ?? 0;
    const g = curve[to[at + 1] ?? 0] ?? 0;
    const b = curve[to[at + 2] ?? 0] ?? 0;
    to[at] = rr * r + rg * g + rb * b + r0;
    to[at + 1] = gr * r + gg * g + gb * b + g0;
    to[at + 2] = br * r + bg * g + bb * b + b0;
  }
  return { ...pixels, bytes };
};
