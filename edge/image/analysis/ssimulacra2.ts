import { at, blur, halved, linearLight, type Scale, thinned, toXyb } from './xyb.ts';

/** An image that others are compared with, and all that can be computed of it beforehand. */
export type Reference = { width: number; height: number; sparse: boolean; layers: Layer[] };

/** One plane at one scale, blurred, and its square, blurred. */
type Layer = { plane: Float32Array; mean: Float32Array; square: Float32Array };

/** Means (1) and fourth-power means (4) of the differences: structure, new edges, lost edges. */
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

/** sRGB, 3 bytes a pixel. */
export type RgbImage = { rgb: Uint8Array; width: number; height: number };

/** Prepares an image for comparisons. Sparse: fewer points of the finest scales. */
export const reference = ({ rgb, width, height }: RgbImage, sparse = false): Reference => ({
  width,
  height,
  sparse,
  layers: layersOf(rgb, width, height).map(({ plane, width, level }) => {
    const step = stepAt(level, sparse);
    return { plane, mean: blur({ a: plane, width, step }), square: blur({ a: plane, b: plane, width, step }) };
  }),
});

/**
 * How much an image looks like the reference: 100 the same, 90 not to be told apart side by side, 70 high quality,
 * 50 medium, 30 low (https://github.com/cloudinary/ssimulacra2). The reference's half of the work is not done again.
 */
export const score = (original: Reference, rgb: Uint8Array): number => {
  const layers = layersOf(rgb, original.width, original.height);
  let sum = 0;
  for (const [index, { plane, width, level, weights }] of layers.entries()) {
    const known = original.layers[index];
    if (!known) continue;
    const norms = compare(known, plane, { width, step: stepAt(level, original.sparse) });
    for (const norm of Object.keys(norms) as (keyof Norms)[]) sum += (weights[norm] ?? 0) * norms[norm];
  }
  const x = sum * 0.9562382616834844;
  const distance = 2.326765642916932 * x - 0.020884521182843837 * x ** 2 + 6.248496625763138e-5 * x ** 3;
  return distance > 0 ? 100 - 10 * distance ** 0.6276336467831387 : 100;
};

// A mean over every fourth point of every fourth row is off by 0.2 of a score at most, for half of the time.
const stepAt = (level: number, sparse: boolean) => (sparse ? ([4, 2][level] ?? 1) : 1);

const layersOf = (rgb: Uint8Array, width: number, height: number) => {
  let scale: Scale = { width, height, linear: linearLight(rgb) };
  let planes = toXyb(scale.linear, 0);
  let level = 0;
  return weights.map(([plane, wanted, weights]) => {
    for (; level < wanted; level++) {
      scale = halved(scale);
      planes = toXyb(scale.linear, level + 1);
    }
    return { plane: planes[plane], width: scale.width, level, weights };
  });
};

const compare = (known: Layer, full: Float32Array, { width, step }: { width: number; step: number }): Norms => {
  const mean = blur({ a: full, width, step });
  const square = blur({ a: full, b: full, width, step });
  const both = blur({ a: full, b: known.plane, width, step });
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
