export type Rgb = readonly [r: number, g: number, b: number];
export type Raw = { pixels: Uint8Array; width: number; height: number; channels: 3 | 4 };

/** Colors an image point by point: x runs to the aspect ratio, y from 0 to 1, colors from 0 to 1. `grain` is film grain. */
export const paint = (width: number, height: number, shade: (x: number, y: number) => Rgb, grain = 0.012): Raw => {
  const pixels = new Uint8Array(width * height * 3);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [r, g, b] = shade((column + 0.5) / height, (row + 0.5) / height);
      const speck = (hash(column, row, 7) + hash(column, row, 11) - 1) * grain * 255;
      pixels[at++] = byte(r * 255 + speck);
      pixels[at++] = byte(g * 255 + speck);
      pixels[at++] = byte(b * 255 + speck);
    }
  }
  return { pixels, width, height, channels: 3 };
};

/** The same number from 0 to 1 for the same whole x, y and seed, on every machine. */
export const hash = (x: number, y: number, seed: number): number => {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
};

/** Value noise, 0 to 1, one bump a unit. */
export const noise = (x: number, y: number, seed: number): number => {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = ease(x - left);
  const v = ease(y - top);
  const above = mix(hash(left, top, seed), hash(left + 1, top, seed), u);
  return mix(above, mix(hash(left, top + 1, seed), hash(left + 1, top + 1, seed), u), v);
};

/** Noise in octaves, 0 to 1: clouds, rock, water. */
export const fractal = (x: number, y: number, octaves: number, seed: number): number => {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(x * scale + octave * 17.3, y * scale - octave * 9.1, seed + octave);
    total += weight;
    weight *= 0.5;
    scale *= 2.03;
  }
  return sum / total;
};

/** A repeatable stream of numbers from 0 to 1. */
export const random = (seed: number): (() => number) => {
  let step = 0;
  return () => hash(step++, seed, 99);
};

export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

export const clamp = (value: number): number => (value < 0 ? 0 : Math.min(value, 1));

/** 0 before `from`, 1 after `to`, smooth between them (and the other way round when `from` is the larger). */
export const step = (from: number, to: number, value: number): number => ease(clamp((value - from) / (to - from)));

export const blend = (a: Rgb, b: Rgb, t: number): Rgb => [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];

export const glow = (a: Rgb, light: Rgb, t: number): Rgb => [
  a[0] + light[0] * t,
  a[1] + light[1] * t,
  a[2] + light[2] * t,
];

export const dim = (a: Rgb, t: number): Rgb => [a[0] * t, a[1] * t, a[2] * t];

export const hex = (color: number): Rgb => [
  ((color >> 16) & 255) / 255,
  ((color >> 8) & 255) / 255,
  (color & 255) / 255,
];

/** A gradient through colors that stand at rising places. */
export const gradient = (...stops: [place: number, color: number][]): ((t: number) => Rgb) => {
  const known = stops.map(([place, color]) => ({ place, rgb: hex(color) }));
  return (t) => {
    const after = known.findIndex(({ place }) => place >= t);
    const b = known.at(after) ?? { place: 1, rgb: [0, 0, 0] as const };
    const a = known[after - 1];
    return a === undefined || after < 0 ? b.rgb : blend(a.rgb, b.rgb, (t - a.place) / (b.place - a.place));
  };
};

const ease = (t: number): number => t * t * (3 - 2 * t);

const byte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
