import {
  blend,
  clamp,
  dim,
  fractal,
  glow,
  gradient,
  hex,
  mix,
  noise,
  paint,
  type Raw,
  type Rgb,
  step,
} from './canvas.ts';
import { stars } from './scenes.ts';

const MORNING = gradient([0, 0x3f86a8], [0.4, 0x8fc1c6], [0.7, 0xf3dcc0], [0.85, 0xffc9a0], [1, 0xf6a98e]);

/** Balloons over misty hills, upright format. */
export const balloons = (width: number, height: number): Raw =>
  paint(width, height, (x, y) => {
    const seen = FLEET.map(({ at, size, colors, mist }) => {
      const part = balloon((x - at[0]) / size, (y - at[1]) / size, colors);
      return part && blend(part, MORNING(at[1]), mist);
    }).find(Boolean);
    return seen ?? hills(x, y);
  });

const FLEET: { at: [number, number]; size: number; colors: [number, number, number]; mist: number }[] = [
  { at: [0.37, 0.31], size: 0.2, colors: [0xd93a2b, 0xffc23d, 0xfff3dc], mist: 0 },
  { at: [0.13, 0.6], size: 0.058, colors: [0x14707a, 0xf4e9d0, 0x14707a], mist: 0.22 },
  { at: [0.57, 0.67], size: 0.036, colors: [0x6b3fa0, 0xf2a3b3, 0x6b3fa0], mist: 0.38 },
];

const balloon = (x: number, y: number, colors: [number, number, number]): Rgb | undefined => {
  const half = y < 0.25 ? Math.sqrt(Math.max(0, 1 - y * y)) : 0.968 * (1 - ((y - 0.25) / 1.2) ** 1.35);
  if (y > -1 && y < 1.1 && Math.abs(x) < half) {
    const around = Math.asin(clamp(Math.abs(x) / half)) * Math.sign(x);
    const gore = (around / Math.PI + 0.5) * 12;
    const band = y > -0.15 && y < 0.18 ? 2 : Math.floor(gore) % 2;
    const zigzag = y > -0.06 + Math.abs((gore % 1) - 0.5) * 0.2 && y < 0.09 + Math.abs((gore % 1) - 0.5) * 0.2;
    const base = hex((band === 2 && zigzag ? colors[0] : colors[band]) ?? 0);
    const edge = Math.abs((gore % 1) - 0.5) * 2;
    const seam = 1 - 0.25 * edge ** 6;
    const light = clamp(0.78 - 0.5 * Math.sin(around - 0.25) * 0.9 - y * 0.28);
    return glow(
      dim(base, (0.32 + 0.85 * light) * seam),
      [1, 0.9, 0.7],
      Math.exp(-((x + 0.42) ** 2 + (y + 0.45) ** 2) * 9) * 0.22,
    );
  }
  if (y > 1.36 && y < 1.56 && Math.abs(x) < 0.13)
    return dim(hex(0x8a5a33), 0.7 + 0.4 * noise(x * 60, y * 60, 4) - x * 1.5);
  const rope = y >= 1.1 && y <= 1.36 && Math.abs(Math.abs(x) - mix(0.18, 0.12, (y - 1.1) / 0.26)) < 0.008;
  return rope ? hex(0x4b3a2d) : undefined;
};

const hills = (x: number, y: number): Rgb => {
  for (let layer = 6; layer >= 0; layer--) {
    const near = layer / 6;
    const ridge =
      0.72 + near * 0.2 - (fractal(x * (2 + layer * 0.6) + layer * 9, 0.5, 6, 90 + layer) - 0.5) * (0.2 - near * 0.08);
    const below = y - ridge;
    if (below < 0) continue;
    const wood = (fractal(x * 60, y * 80, 4, 99) - 0.5) * 0.3 * near;
    const mist = step(0, 0.11, below) * (0.75 - near * 0.45);
    return blend(glow(blend(hex(0xcfae9f), hex(0x1d3b3a), near ** 0.8), [0.6, 0.8, 0.5], wood), hex(0xffdfc2), mist);
  }
  const cloud = step(0.5, 0.8, fractal(x * 2.2, y * 8, 6, 97)) * 0.55;
  const sun = Math.exp(-Math.hypot(x - 0.08, y - 0.7) * 4.5) * 0.45;
  return glow(blend(MORNING(clamp(y / 0.85)), hex(0xfff4e4), cloud), [1, 0.8, 0.5], sun);
};

/** A lighthouse by day or by night: nobody can mistake which way is up. */
export const lighthouse = (width: number, height: number, night: boolean): Raw => {
  const middle = (width / height) * 0.5;
  const scene = (x: number, y: number) => tower(x - middle, y, night) ?? ground(x, y, night) ?? air(x, y, night);
  return paint(width, height, (x, y) => {
    const beam = night ? beams(x - middle, y - 0.235) : 0;
    return glow(scene(x, y), [1, 0.9, 0.6], beam);
  });
};

const tower = (x: number, y: number, night: boolean): Rgb | undefined => {
  const side = Math.abs(x);
  const light = (night ? 0.34 : 1) * (1.05 - (x + 0.1) * 3.6);
  if (y > 0.115 && y < 0.2 && side < (y - 0.115) * 0.62) return y < 0.122 ? hex(0x222222) : dim(hex(0xc4342d), light);
  if (y >= 0.2 && y < 0.27 && side < 0.046) {
    const frame = Math.abs(((x + 0.046) % 0.023) - 0.0115) > 0.0098 || y < 0.205;
    return frame ? hex(0x26282e) : night ? hex(0xfff3c2) : blend(hex(0xbfe0e6), hex(0x5a8f9c), clamp(x * 9 + 0.5));
  }
  if (y >= 0.27 && y < 0.284 && side < 0.078) return dim(hex(0x2b2d33), light);
  if (y > 0.245 && y < 0.27 && side < 0.076 && (y < 0.249 || Math.abs((x % 0.0152) / 0.0152) < 0.14))
    return hex(0x2b2d33);
  const half = 0.058 + (y - 0.284) * 0.062;
  if (y < 0.284 || y > 0.8 || side > half) return undefined;
  const window = Math.hypot(x * 1.5, Math.min(0, (y % 0.172) - 0.075)) < 0.012 && y % 0.172 > 0.06 && y % 0.172 < 0.098;
  if (window && y < 0.72) return night ? hex(0xffd27a) : hex(0x2f4450);
  if (y > 0.725 && side < 0.023 && (y > 0.745 || Math.hypot(x, y - 0.748) < 0.023))
    return dim(hex(0x6a4a35), night ? 0.5 : 1);
  const red = Math.floor((y - 0.284) / 0.086) % 2 === 0;
  const plaster = 0.94 + 0.1 * fractal(x * 90, y * 50, 3, 8);
  return dim(hex(red ? 0xc9352e : 0xf6f1e7), light * plaster * (1.06 - (x / half) ** 2 * 0.3));
};

const ground = (x: number, y: number, night: boolean): Rgb | undefined => {
  const cliff = 0.775 + Math.abs(x - 0.4) ** 1.7 * 0.75 + (fractal(x * 9, 2, 5, 12) - 0.5) * 0.07;
  if (y > cliff) {
    const rough = fractal(x * 16 + y * 5, y * 26, 6, 13);
    const turf = step(0.05, 0.01, y - cliff + (rough - 0.5) * 0.07);
    return dim(
      blend(blend(hex(0x3a3835), hex(0xa3958a), rough * 1.5 - 0.25), hex(0x6d8a45), turf),
      (night ? 0.3 : 1) * (0.7 + rough * 0.5),
    );
  }
  if (y < 0.82) return undefined;
  const away = 0.05 / (y - 0.812);
  const wave = fractal(x * 8 * away + 4, away * 22, 5, 14);
  const foam = step(0.03, 0, cliff - y + (wave - 0.5) * 0.05) * 0.7 + step(0.68, 0.8, wave) * 0.3;
  return blend(
    blend(hex(night ? 0x0b1c33 : 0x2d7f96), hex(night ? 0x27466a : 0x86c5c9), wave * 1.4 - 0.3),
    hex(night ? 0x9db4cc : 0xffffff),
    foam,
  );
};

const air = (x: number, y: number, night: boolean): Rgb => {
  const cloud = step(0.48, 0.75, fractal(x * 3 + 1, y * 6, 6, night ? 17 : 18));
  if (night)
    return glow(
      blend(blend(hex(0x060b1f), hex(0x2b4a78), y ** 1.4), hex(0x4a5f86), cloud * 0.4 * y),
      [1, 1, 1],
      stars(x, y) * (1 - cloud),
    );
  return blend(blend(hex(0x3b8ac4), hex(0xd9edf2), clamp(y * 1.25)), hex(0xffffff), cloud * 0.85);
};

const beams = (x: number, y: number): number => {
  const angle = Math.abs(Math.atan2(y + Math.abs(x) * 0.12 * Math.sign(x), Math.abs(x)));
  return (
    step(0.085, 0, angle) * Math.exp(-Math.abs(x) * 2.2) * 0.6 * step(0.03, 0.07, Math.abs(x)) +
    Math.exp(-Math.hypot(x, y) * 16) * 0.55
  );
};
