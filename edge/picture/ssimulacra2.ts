/** A picture that others are compared with: all that does not change from comparison to comparison. */
export type Reference = { width: number; height: number; sparse: boolean; layers: Layer[] };

/** One plane at one scale, blurred, and its square, blurred. */
type Layer = { plane: Float32Array; mean: Float32Array; square: Float32Array };

/** Means (1) and fourth-power means (4) of what differs: structure, edges that were not there, edges that are lost. */
type Norms = { [norm in `${'ssim' | 'ringing' | 'blurring'}${1 | 4}`]: number };

// SSIMULACRA 2.1: which plane (of XYB) counts at which scale (1 : 2^n), and how much of what. From libjxl's
// tools/ssimulacra2.cc; 83 of its 108 weights are below 0.01, together worth less than 0.1 of a score, and left out.
const weights: [plane: 0 | 1 | 2, scale: number, weights: Partial<Norms>][] = [
  [1, 0, { ssim4: 7.466890328078848, blurring4: 17.445833984131262 }],
  [0, 1, { ssim4: 1.1041726426657346 }],
  [1, 1, { ssim4: 6.683678146179332, blurring4: 1.027889937768264 }],
  [0, 2, { ssim4: 1.8422455520539298, ringing4: 11.441172603757666 }],
  [1, 2, { ssim1: 225.20515300849274, ssim4: 19.213238186143016 }],
  [0, 3, { ssim4: 1.8787594979546387, ringing4: 10.94906990605142 }],
  [1, 3, { ssim1: 176.39317598450694, ssim4: 24.43300999870476, ringing4: 0.28520802612117757 }],
  [2, 3, { ssim4: 8.826982764996862, ringing4: 23.19243343998926 }],
  [0, 4, { ringing1: 0.9677937080626833, ringing4: 0.9981766977854967 }],
  [1, 4, { ssim4: 34.77906344483772, ringing4: 44.835625328877896 }],
  [
    2,
    4,
    {
      ssim1: 95.1080498811086,
      ringing1: 0.9863978034400682,
      ringing4: 171.2667255897307,
      blurring1: 0.9834382792465353,
      blurring4: 0.9807858872435379,
    },
  ],
];

/** Prepares a picture (sRGB, 3 bytes a pixel) for comparisons. Sparse: of the two finest scales, a quarter of the points. */
export const reference = (rgb: Uint8Array, width: number, height: number, sparse = false): Reference => ({
  width,
  height,
  sparse,
  layers: layersOf(rgb, width, height).map(({ plane, width, level }) => {
    const step = sparse ? ([4, 2][level] ?? 1) : 1;
    return { plane, mean: blur(plane, undefined, width, step), square: blur(plane, plane, width, step) };
  }),
});

/**
 * How much a picture looks like the reference: 100 the same, 90 not to be told apart side by side, 70 high quality,
 * 50 medium, 30 low (https://github.com/cloudinary/ssimulacra2). The reference's half of the work is not done again.
 */
export const score = (original: Reference, rgb: Uint8Array): number => {
  const layers = layersOf(rgb, original.width, original.height);
  let sum = 0;
  for (const [index, { plane, width, level, weights }] of layers.entries()) {
    const known = original.layers[index];
    if (!known) continue;
    const norms = compare(known, plane, width, original.sparse ? ([4, 2][level] ?? 1) : 1);
    for (const norm of Object.keys(norms) as (keyof Norms)[]) sum += (weights[norm] ?? 0) * norms[norm];
  }
  const x = sum * 0.9562382616834844;
  const distance = 2.326765642916932 * x - 0.020884521182843837 * x ** 2 + 6.248496625763138e-5 * x ** 3;
  return distance > 0 ? 100 - 10 * distance ** 0.6276336467831387 : 100;
};

type Scale = { width: number; height: number; linear: Float32Array };

const layersOf = (rgb: Uint8Array, width: number, height: number) => {
  let scale: Scale = { width, height, linear: linearLight(rgb) };
  let planes = opsin(scale.linear, 0);
  let level = 0;
  return weights.map(([plane, wanted, weights]) => {
    for (; level < wanted; level++) {
      scale = halved(scale);
      planes = opsin(scale.linear, level + 1);
    }
    return { plane: planes[plane], width: scale.width, level, weights };
  });
};

// IEC 61966-2-1
const light = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

// The loops below keep their indices inside of the arrays; a check of each would cost half of their time.
const at = (array: Float32Array | Uint8Array, index: number) => array[index] as number;

const linearLight = (rgb: Uint8Array): Float32Array => {
  const linear = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i++) linear[i] = at(light, at(rgb, i));
  return linear;
};

const halved = ({ width, height, linear }: Scale): Scale => {
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
const cubeRoots = Float32Array.from({ length: steps + 2 }, (_, step) => Math.cbrt(step / steps + bias) - root);
const cubeRoot = (value: number) => {
  const step = Math.floor(value * steps);
  const low = at(cubeRoots, step);
  return low + (at(cubeRoots, step + 1) - low) * (value * steps - step);
};

/** Linear RGB -> JPEG XL's XYB, each in 0..1 (libjxl, lib/jxl/cms/opsin_params.h; SSIMULACRA 2 shifts and scales). */
const opsin = (linear: Float32Array, level: number): [x: Float32Array, y: Float32Array, b: Float32Array] => {
  const count = linear.length / 3;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const b = new Float32Array(level < 3 ? 0 : count);
  for (let i = 0, from = 0; i < count; i++, from += 3) {
    const red = at(linear, from);
    const green = at(linear, from + 1);
    const blue = at(linear, from + 2);
    const long = cubeRoot(0.3 * red + 0.622 * green + 0.078 * blue);
    const medium = cubeRoot(0.23 * red + 0.692 * green + 0.078 * blue);
    const luma = (long + medium) / 2;
    x[i] = 7 * (long - medium) + 0.42;
    y[i] = luma + 0.01;
    if (level >= 3)
      b[i] =
        cubeRoot(0.24342268924547819 * red + 0.20476744424496821 * green + 0.5518098665095535 * blue) - luma + 0.55;
  }
  return [x, y, b];
};

// A Gaussian of sigma 1.5 as libjxl's recursive filter makes it, from the middle outwards; black beyond the borders.
const [k0, k1, k2, k3, k4] = [0.2646211055, 0.212928592, 0.1093353728, 0.0360111147, 0.0094143678] as const;

/** A blurred plane, or the product of two, at every `step`th point of every `step`th row. */
const blur = (a: Float32Array, b: Float32Array | undefined, width: number, step: number): Float32Array =>
  blurColumns(blurRows(a, b, width, step), Math.ceil(width / step), step);

const blurRows = (a: Float32Array, b: Float32Array | undefined, width: number, step: number): Float32Array => {
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

const thinned = (plane: Float32Array, width: number, step: number): Float32Array => {
  if (step === 1) return plane;
  const result = new Float32Array(Math.ceil(width / step) * Math.ceil(plane.length / width / step));
  let next = 0;
  for (let row = 0; row < plane.length; row += step * width)
    for (let i = row; i < row + width; i += step) result[next++] = at(plane, i);
  return result;
};
const compare = (known: Layer, full: Float32Array, width: number, step: number): Norms => {
  const mean = blur(full, undefined, width, step);
  const square = blur(full, full, width, step);
  const both = blur(full, known.plane, width, step);
  const plane = thinned(full, width, step);
  const points = thinned(known.plane, width, step);
  const count = plane.length;
  let [ssim, ssim4, ringing, ringing4, blurring, blurring4] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const m1 = at(known.mean, i);
    const m2 = at(mean, i);
    const covariance = 2 * (at(both, i) - m1 * m2) + 0.0009;
    const variance = at(known.square, i) - m1 * m1 + at(square, i) - m2 * m2 + 0.0009;
    const unlike = Math.max(0, 1 - ((1 - (m1 - m2) * (m1 - m2)) * covariance) / variance);
    const edge = (1 + Math.abs(at(plane, i) - m2)) / (1 + Math.abs(at(points, i) - m1)) - 1;
    ssim += unlike;
    ssim4 += unlike * unlike * unlike * unlike;
    if (edge > 0) {
      ringing += edge;
      ringing4 += edge * edge * edge * edge;
    } else {
      blurring -= edge;
      blurring4 += edge * edge * edge * edge;
    }
  }
  const fourth = (sum: number) => (sum / count) ** 0.25;
  return {
    ssim1: ssim / count,
    ssim4: fourth(ssim4),
    ringing1: ringing / count,
    ringing4: fourth(ringing4),
    blurring1: blurring / count,
    blurring4: fourth(blurring4),
  };
};
