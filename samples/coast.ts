import { blend, clamp, dim, fractal, glow, gradient, hash, hex, paint, type Raw, type Rgb, step } from './canvas.ts';

const SHALLOWS = gradient(
  [0, 0xe9fbef],
  [0.06, 0xa6ece0],
  [0.2, 0x4cc9c9],
  [0.45, 0x178fae],
  [0.75, 0x0b5d86],
  [1, 0x083a60],
);

/** A coast from above: foam, sand, scrub and forest, with a camera's noise. The large one. */
export const coast = (width: number, height: number): Raw => {
  const land = (x: number, y: number) => {
    const bend = fractal(x * 1.3 + 8, y * 1.3, 2, 110);
    return fractal(x * 1.9 + bend * 1.6, y * 1.9 - bend, 5, 112) * 0.75 + (x * 0.42 + (1 - y) * 0.28) * 0.55 - 0.28;
  };
  const coverAt = (x: number, y: number, level: number) => level + (fractal(x * 26, y * 26, 4, 120) - 0.5) * 0.09;
  const trees = plant((x, y) => coverAt(x, y, land(x, y) - 0.3));
  return paint(
    width,
    height,
    (x, y) => {
      const level = land(x, y) - 0.3;
      const grit = hash(x * 4096, y * 4096, 5);
      if (level < 0) return water(x, y, -level, grit);
      const cover = coverAt(x, y, level);
      const slope = (land(x - 0.004, y - 0.004) - 0.3 - level) * 14;
      const sand = blend(hex(0xdcc49a), hex(0xf5e6c6), step(0, 0.05, level) * 0.8 + grit * 0.2);
      const tree = crown(x, y, trees);
      if (!tree && cover < 0.055) return dim(sand, 0.98 + slope * 0.5 - step(0.012, 0, level) * 0.16);
      const tuft = fractal(x * 220, y * 220, 3, 122);
      const scrub = blend(
        hex(0xc2b278),
        hex(0x64843f),
        step(0.055, 0.1, cover) * 0.45 + tuft * 0.75 - 0.15 + grit * 0.15,
      );
      return dim(tree ?? scrub, 0.95 + slope);
    },
    0.05,
  );
};

const water = (x: number, y: number, depth: number, grit: number): Rgb => {
  const swell = fractal(x * 30 + y * 12, y * 16 - x * 6, 4, 130);
  const set = Math.sin(depth * 210 + fractal(x * 7, y * 7, 3, 131) * 14);
  const foam = step(0.62, 1, set) * step(0.085, 0.0, depth) * step(0.42, 0.62, fractal(x * 60, y * 60, 3, 132));
  const wash = step(0.011, 0.002, depth + (swell - 0.5) * 0.012);
  const reef = step(0.5, 0.68, fractal(x * 9, y * 9, 5, 133)) * step(0.04, 0.12, depth) * step(0.3, 0.16, depth) * 0.4;
  const base = blend(SHALLOWS(clamp(depth * 2.6)), hex(0x1a5a63), reef);
  return blend(
    glow(base, [0.5, 0.7, 0.7], (swell - 0.5) * 0.22 + (grit - 0.5) * 0.04),
    hex(0xfdfffb),
    clamp(foam * 0.8 + wash),
  );
};

type Tree = { x: number; y: number; radius: number; autumn: boolean };
const PITCH = 75;
const COLUMNS = 110;

// At most one tree in every cell of a grid, where enough grows.
const plant = (coverAt: (x: number, y: number) => number): (Tree | undefined)[] =>
  Array.from({ length: COLUMNS * COLUMNS }, (_, cell) => {
    const [column, row] = [cell % COLUMNS, Math.floor(cell / COLUMNS)];
    const x = column + hash(column, row, 141);
    const y = row + hash(column, row, 142);
    const wood = step(0.35, 0.6, fractal((x / PITCH) * 4, (y / PITCH) * 4, 4, 121));
    const density = step(0.085, 0.2, coverAt(x / PITCH, y / PITCH)) * (0.35 + 0.65 * wood);
    if (hash(column, row, 140) > density) return undefined;
    return { x, y, radius: 0.28 + hash(column, row, 143) ** 2 * 0.5, autumn: hash(column, row, 145) > 0.8 };
  });

// The crown over a point, lit from the top left, or another crown's shadow.
const crown = (x: number, y: number, trees: (Tree | undefined)[]): Rgb | undefined => {
  const [column, row] = [Math.floor(x * PITCH), Math.floor(y * PITCH)];
  const leaf = fractal(x * 700, y * 700, 2, 144);
  let shadow = false;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const tree = column + dx < 0 || row + dy < 0 ? undefined : trees[(row + dy) * COLUMNS + column + dx];
      if (!tree) continue;
      const { radius } = tree;
      const [px, py] = [x * PITCH - tree.x, y * PITCH - tree.y];
      const away = Math.hypot(px, py) / radius + (leaf - 0.5) * 0.45;
      if (away < 1) {
        const lit = clamp(0.5 - (px + py) / radius / 2.4 + (leaf - 0.5) * 0.7);
        return blend(hex(0x16341f), hex(tree.autumn ? 0xa3a84a : 0x6f9a48), lit);
      }
      shadow ||= Math.hypot(px - 0.2, py - 0.2) < radius;
    }
  }
  return shadow ? hex(0x24381f) : undefined;
};
