import { linearFromSrgb } from '../color/srgb.ts';

/** An image at one scale: linear light, red, green and blue interleaved. */
export type Scale = { width: number; height: number; linear: Float32Array };

// Tables are filled when they are first used: a cold start needs none of them.
let lightOfBytes: Float32Array | undefined;
const lights = () => (lightOfBytes ??= Float32Array.from({ length: 256 }, (_, byte) => linearFromSrgb(byte / 255)));

/** Reads an element that exists: loops keep their indices within their arrays, and a check would cost half of their time. */
export const at = (array: Float32Array | Uint8Array, index: number) => array[index] as number;

/** sRGB, 3 bytes a pixel -> linear light. */
export const linearLight = (rgb: Uint8Array): Float32Array => {
  const linear = new Float32Array(rgb.length);
  const light = lights();
  for (let i = 0; i < rgb.length; i++) linear[i] = at(light, at(rgb, i));
  return linear;
};

/** The next scale: means of two by two. */
export const halved = ({ width, height, linear }: Scale): Scale => {
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const result = new Float32Array(half.width * half.height * 3);
  let next = 0;
  for (let y = 0; y < half.height; y++) {
    const top = 2 * y * width * 3;
    const bottom = Math.min(2 * y + 1, height - 1) * width * 3;
    for (let x = 0; x < half.width; x++) {
      const left = 6 * x;
      const right = Math.min(2 * x + 1, width - 1) * 3;
      for (let c = 0; c < 3; c++) {
        const above = at(linear, top + left + c) + at(linear, top + right + c);
        result[next++] = (above + at(linear, bottom + left + c) + at(linear, bottom + right + c)) / 4;
      }
    }
  }
  return { ...half, linear: result };
};

const bias = 0.0037930732552754493;
const root = Math.cbrt(bias);

// Cube roots of 0..1, straight lines between 8,192 of them: off by 4e-6 at most, at a fifth of Math.cbrt's time.
const steps = 8192;
let cubeRoots: Float32Array | undefined;
const roots = () =>
  (cubeRoots ??= Float32Array.from({ length: steps + 2 }, (_, step) => Math.cbrt(step / steps + bias) - root));
const cubeRoot = (table: Float32Array, value: number) => {
  const step = Math.floor(value * steps);
  const low = at(table, step);
  return low + (at(table, step + 1) - low) * (value * steps - step);
};

/**
 * Linear light -> JPEG XL's XYB, each in 0..1 (libjxl, lib/jxl/cms/opsin_params.h; SSIMULACRA 2 shifts and scales), as far as
 * that level is looked at.
 */
export const toXyb = (linear: Float32Array, level: number): [x: Float32Array, y: Float32Array, b: Float32Array] => {
  const count = linear.length / 3;
  const table = roots();
  const x = new Float32Array(level < 1 ? 0 : count);
  const y = new Float32Array(count);
  const b = new Float32Array(level < 3 ? 0 : count);
  for (let i = 0, from = 0; i < count; i++, from += 3) {
    const red = at(linear, from);
    const green = at(linear, from + 1);
    const blue = at(linear, from + 2);
    const long = cubeRoot(table, 0.3 * red + 0.622 * green + 0.078 * blue);
    const medium = cubeRoot(table, 0.23 * red + 0.692 * green + 0.078 * blue);
    const luma = (long + medium) / 2;
    if (level >= 1) x[i] = 7 * (long - medium) + 0.42;
    y[i] = luma + 0.01;
    if (level >= 3)
      b[i] =
        cubeRoot(table, 0.24342268924547819 * red + 0.20476744424496821 * green + 0.5518098665095535 * blue) -
        luma +
        0.55;
  }
  return [x, y, b];
};

// A Gaussian of sigma 1.5 as libjxl's recursive filter makes it, from the middle outwards; black beyond the borders.
const [k0, k1, k2, k3, k4] = [0.2646211055, 0.212928592, 0.1093353728, 0.0360111147, 0.0094143678] as const;

/** A plane, or two to be multiplied; every `step`th point of every `step`th row is wanted. */
type Blur = { a: Float32Array; b?: Float32Array; width: number; step: number };

/** A blurred plane, or the blurred product of two. */
export const blur = (job: Blur): Float32Array => blurColumns(blurRows(job), Math.ceil(job.width / job.step), job.step);

const blurRows = ({ a, b, width, step }: Blur): Float32Array => {
  const height = a.length / width;
  const row = new Float32Array(width + 8);
  const result = new Float32Array(Math.ceil(width / step) * height);
  let next = 0;
  for (let y = 0, from = 0; y < height; y++, from += width) {
    row.set(a.subarray(from, from + width), 4);
    if (b) for (let x = 0; x < width; x++) row[x + 4] = at(row, x + 4) * at(b, from + x);
    for (let x = 0; x < width; x += step)
      result[next++] =
        k0 * at(row, x + 4) +
        k1 * (at(row, x + 3) + at(row, x + 5)) +
        k2 * (at(row, x + 2) + at(row, x + 6)) +
        k3 * (at(row, x + 1) + at(row, x + 7)) +
        k4 * (at(row, x) + at(row, x + 8));
  }
  return result;
};

const blurColumns = (plane: Float32Array, width: number, step: number): Float32Array => {
  const height = plane.length / width;
  const result = new Float32Array(width * Math.ceil(height / step));
  const black = new Float32Array(width);
  const row = (y: number) => (y < 0 || y >= height ? black : plane.subarray(y * width, (y + 1) * width));
  let next = 0;
  for (let y = 0; y < height; y += step) {
    const [a, b, c, d, e] = [row(y - 4), row(y - 3), row(y - 2), row(y - 1), row(y)];
    const [f, g, h, i] = [row(y + 1), row(y + 2), row(y + 3), row(y + 4)];
    for (let x = 0; x < width; x++)
      result[next++] =
        k0 * at(e, x) +
        k1 * (at(d, x) + at(f, x)) +
        k2 * (at(c, x) + at(g, x)) +
        k3 * (at(b, x) + at(h, x)) +
        k4 * (at(a, x) + at(i, x));
  }
  return result;
};

/** Every `step`th point of every `step`th row. */
export const thinned = (plane: Float32Array, width: number, step: number): Float32Array => {
  if (step === 1) return plane;
  const result = new Float32Array(Math.ceil(width / step) * Math.ceil(plane.length / width / step));
  let next = 0;
  for (let row = 0; row < plane.length; row += step * width)
    for (let i = row; i < row + width; i += step) result[next++] = at(plane, i);
  return result;
};
