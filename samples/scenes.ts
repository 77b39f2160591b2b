import {
  blend,
  clamp,
  dim,
  fractal,
  glow,
  gradient,
  hash,
  hex,
  noise,
  paint,
  type Raw,
  type Rgb,
  step,
} from './canvas.ts';

const DUSK = gradient(
  [0, 0x0b1233],
  [0.35, 0x2a2d6e],
  [0.6, 0x7a4289],
  [0.8, 0xdc6a7c],
  [0.93, 0xffb277],
  [1, 0xffe3ae],
);

/** Mountains at dusk, a lake, stars, grass: gradients that band, details that shimmer. */
export const landscape = (width: number, height: number): Raw => {
  const shore = 0.745;
  return paint(width, height, (x, y) => {
    const blade = grass(x, y);
    if (blade) return blade;
    if (y < shore) return mountains(x, y);
    const depth = (y - shore) / (1 - shore);
    const ripple = (fractal(x * 6 + 3, 40 / (depth + 0.18), 4, 21) - 0.5) * (0.012 + depth * 0.05);
    const mirrored = mountains(x + ripple * 0.4, shore - (y - shore) * 0.95 + ripple);
    const rim = step(0.012, 0, y - shore) * 0.25;
    return glow(blend(dim(mirrored, 0.86), hex(0x1b1f4e), 0.08 + depth * 0.3), [1, 0.75, 0.6], rim);
  });
};

const mountains = (x: number, y: number): Rgb => {
  for (let layer = 5; layer >= 0; layer--) {
    const near = layer / 5;
    const ridge = 0.62 + near * 0.105 - ridgeAt(x, layer) * (0.4 - near * 0.33);
    const trees = layer > 3 ? pines(x, layer) * (layer === 5 ? 0.034 : 0.017) : 0;
    const below = y - ridge + trees;
    if (below < 0) continue;
    const rock = (fractal(x * 14 + layer * 5, y * 22 + x * 6, 5, 40 + layer) - 0.5) * (0.2 - near * 0.14);
    const lit = step(0.05, 0, below) * (1 - near) * 0.22;
    const base = blend(hex(0xc9788c), hex(0x0c0d22), near ** 0.65);
    const mist = step(0.02, 0.2, below) * (0.45 - near * 0.3);
    return glow(blend(glow(base, [0.9, 0.7, 0.8], rock), hex(0xf2a58e), mist), [1, 0.62, 0.4], lit);
  }
  return sky(x, y);
};

const ridgeAt = (x: number, layer: number): number => {
  const rolling = fractal(x * (1.7 + layer * 0.35) + layer * 7.7, layer * 3.1, 7, 60 + layer);
  const sharp = 1 - Math.abs(2 * fractal(x * (1.3 + layer * 0.2) + layer * 4.2, 1.5, 5, 80 + layer) - 1);
  const valley = layer < 3 ? step(0.05, 0.5, Math.abs(x - 0.98)) : 1;
  return (rolling * 0.35 + sharp ** 2 * 0.75 - 0.1) * (0.3 + 0.7 * valley);
};

// A row of firs: the height of their outline above the ridge, 0 to 1.
const pines = (x: number, layer: number): number => {
  let outline = 0;
  const pitch = layer === 5 ? 62 : 120;
  for (let row = 0; row < 3; row++) {
    const at = x * pitch + row * 0.37;
    const cell = Math.floor(at);
    const tall = 0.35 + 0.65 * hash(cell, row, layer);
    const away = Math.abs(at - cell - 0.5) * 2;
    const jag = 0.75 + 0.25 * Math.abs(Math.sin(away * 22));
    outline = Math.max(outline, tall * clamp(1 - away * 1.25 * jag));
  }
  return outline * (0.35 + 0.65 * step(0.35, 0.6, noise(x * 5, layer, 71)));
};

const sky = (x: number, y: number): Rgb => {
  const height = y / 0.56;
  const fromSun = Math.hypot(x - 1, (y - 0.515) * 1.2);
  const cloud = step(0.52, 0.78, fractal(x * 1.6 + 4, y * 9 + x * 0.6, 6, 5)) * step(0.05, 0.5, height);
  const lit = blend(
    DUSK(Math.min(1, height)),
    blend(hex(0xff8f86), hex(0xffd9a0), step(0.7, 0.1, fromSun)),
    cloud * 0.55,
  );
  const sun = Math.exp(-fromSun * 5) * 0.5 + step(0.034, 0.03, fromSun) * 0.9;
  return glow(glow(lit, [1, 0.72, 0.4], sun), [1, 1, 1], stars(x, y) * clamp(1 - height * 1.5) * (1 - cloud));
};

/** Stars, brightest at their own random places. */
export const stars = (x: number, y: number): number => {
  const [cellX, cellY] = [Math.floor(x * 70), Math.floor(y * 70)];
  const magnitude = hash(cellX, cellY, 3) ** 11;
  const away = Math.hypot(
    x * 70 - cellX - 0.2 - 0.6 * hash(cellX, cellY, 1),
    y * 70 - cellY - 0.2 - 0.6 * hash(cellX, cellY, 2),
  );
  return magnitude * Math.exp(-((away * 9) ** 2)) * 2.2;
};

const grass = (x: number, y: number): Rgb | undefined => {
  if (y < 0.84) return undefined;
  for (let row = 4; row >= 0; row--) {
    const pitch = 150 - row * 16;
    const sway = (noise(x * 3, row, 9) - 0.5) * 0.5;
    const at = (x + (1 - y) ** 2 * sway * 5) * pitch + row * 0.41;
    const cell = Math.floor(at);
    const tall = 0.015 + row * 0.004 + 0.1 * hash(cell, row, 31) ** 2 * (0.4 + noise(x * 2.2, row, 77));
    const up = (1 - y) / tall;
    const lean = (hash(cell, row, 33) - 0.5) * 0.7 * up * up;
    const away = Math.abs(at - cell - 0.5 - lean);
    if (up < 1 && away < 0.36 * (1 - up)) {
      const rim = step(0.1, 0.34, (at - cell - 0.5 - lean) / (1 - up)) * 0.45 * up;
      return glow(blend(hex(0x05070f), hex(0x1c2733), row / 6 + up * 0.25), [1, 0.55, 0.35], rim);
    }
  }
  return undefined;
};

const WATER = gradient([0, 0xbfd9d2], [0.1, 0x6fb0b5], [0.35, 0x2a7f93], [0.7, 0x105a77], [1, 0x083c59]);

/** A wide sea whose one small subject sails far to the bottom right: a crop to the centre loses it. */
export const sea = (width: number, height: number): Raw => {
  const horizon = 0.3;
  const aspect = width / height;
  return paint(width, height, (x, y) => {
    const sail = boat((x - aspect * 0.865) / 0.11, (y - 0.8) / 0.11);
    if (sail) return sail;
    if (y < horizon) {
      const up = 1 - y / horizon;
      const cloud = step(0.5, 0.75, fractal(x * 1.5, y * 7 + 3, 6, 15)) * step(0, 0.2, up) * 0.8;
      return blend(blend(hex(0xf6e7c8), hex(0x8cc4d4), up ** 0.7), hex(0xfffaf0), cloud);
    }
    const away = 0.06 / (y - horizon + 0.012);
    const swell = fractal(x * away * 2.2 + away * 3, away * 16, 5, 25);
    const crest = step(0.6, 0.72, fractal(x * away * 9 + 5, away * 60 + x * 2, 4, 26)) * 0.1;
    const depth = (y - horizon) / (1 - horizon);
    const mirror = boatMirror(x - aspect * 0.865, y - 0.905, swell);
    return glow(
      glow(blend(WATER(depth), hex(0xd9553f), mirror), [0.5, 0.75, 0.75], (swell - 0.5) * 0.5),
      [0.9, 1, 1],
      crest,
    );
  });
};

// Hull from y = 0.55 to 0.95; the sails stand on it.
const boat = (x: number, y: number): Rgb | undefined => {
  const hull = y > 0.55 && y < 0.95 && x > -0.95 + (y - 0.55) * 1.1 && x < 1.15 - (y - 0.55) * 1.6;
  if (hull) return y < 0.64 ? hex(0xffffff) : blend(hex(0xf4f1e8), hex(0x9c9a96), (y - 0.64) * 2.5);
  if (Math.abs(x) < 0.022 && y > -1.25 && y < 0.6) return hex(0x5b3b22);
  const main = y > -1.15 && y < 0.42 && x > 0.06 && x < 0.06 + (y + 1.15) * 0.58;
  if (main) return blend(hex(0xf2644a), hex(0xb92f2b), x + 0.12 * Math.sin((y + x) * 9));
  const jib = y > -0.95 && y < 0.42 && x < -0.06 && x > -0.06 - (y + 0.95) * 0.5;
  return jib ? blend(hex(0xffd166), hex(0xe09a2b), -x) : undefined;
};

const boatMirror = (x: number, below: number, swell: number): number =>
  below < 0 ? 0 : step(0.11, 0.02, Math.abs(x + (swell - 0.5) * 0.16) + below * 0.3) * step(0.1, 0, below) * 0.6;
