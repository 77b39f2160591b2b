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

const BLUE_HOUR = gradient([0, 0x101d4a], [0.45, 0x33418a], [0.75, 0xa0658f], [0.93, 0xf49a7a], [1, 0xffcf9a]);

/** A skyline at the blue hour, six times as wide as high. */
export const panorama = (width: number, height: number): Raw => {
  const quay = 0.72;
  return paint(width, height, (x, y) => {
    if (y < quay) return skyline(x, y, quay);
    if (y < quay + 0.018) return hash(x * 30, 0, 170) > 0.72 && (x * 30) % 1 < 0.25 ? hex(0xffd48a) : hex(0x0a0d1d);
    const depth = (y - quay) / (1 - quay);
    const ripple = (fractal(x * 5, 12 / (depth + 0.12), 4, 171) - 0.5) * (0.02 + depth * 0.12);
    const mirrored = skyline(x + ripple * 0.25, quay - (y - quay) * 1.7 - Math.abs(ripple), quay);
    return blend(dim(mirrored, 0.8), hex(0x0d1638), 0.18 + depth * 0.4);
  });
};

const skyline = (x: number, y: number, quay: number): Rgb => {
  for (let row = 3; row >= 0; row--) {
    const house = building(x, quay - y, row);
    if (house) return house;
  }
  const cloud = step(0.5, 0.78, fractal(x * 1.1, y * 8, 6, 172));
  const dusk = blend(BLUE_HOUR(clamp(y / quay)), hex(0xff9d8c), cloud * 0.45 * (y / quay));
  const moon = Math.hypot(x - 4.75, y - 0.2);
  return glow(glow(dusk, [0.9, 0.9, 0.8], step(0.052, 0.048, moon)), [0.5, 0.5, 0.6], Math.exp(-moon * 9) * 0.4);
};

const building = (x: number, up: number, row: number): Rgb | undefined => {
  const pitch = 9 - row * 1.3;
  const at = x * pitch + row * 0.31;
  const lot = Math.floor(at);
  const across = (at - lot) / (0.72 + hash(lot, row, 180) * 0.28);
  const downtown = Math.exp(-(((x - 2.4) / 1.3) ** 2)) * 0.7 + Math.exp(-(((x - 5.1) / 0.5) ** 2)) * 0.35;
  const tall = (0.1 + hash(lot, row, 181) ** 1.6 * (0.16 + downtown * 0.55)) * (1.1 - row * 0.2);
  const shape = hash(lot, row, 182);
  const crownHeight =
    shape > 0.75
      ? tall * (1 - Math.abs(across - 0.5) * 0.35)
      : shape > 0.5 && Math.abs(across - 0.5) > 0.3
        ? tall * 0.86
        : tall;
  const mast = shape > 0.6 && tall > 0.3 && Math.abs(across - 0.5) < 0.015 && up < tall * 1.22;
  if (across > 1 || (up > crownHeight && !mast)) return undefined;
  const far = 1 - row / 3;
  const wall = blend(
    blend(hex(0x151a36), hex(0x262b55), hash(lot, row, 183)),
    hex(0x8e6088),
    far * 0.62 + (1 - across) * 0.05,
  );
  const [floor, column] = [Math.floor(up * 95), Math.floor(across * (8 + hash(lot, row, 184) * 8))];
  const pane = (up * 95) % 1 > 0.38 && (across * (8 + hash(lot, row, 184) * 8)) % 1 > 0.3 && up < crownHeight - 0.012;
  const lit = hash(column + lot * 31, floor + row * 57, 185) < 0.34 - far * 0.12;
  if (!pane || mast) return wall;
  return lit
    ? blend(wall, hex(hash(column, floor, 186) > 0.2 ? 0xffcf7d : 0xbfe6ff), 0.92 - far * 0.55)
    : blend(wall, hex(0x8fa6d8), 0.1);
};

const DEEP = gradient(
  [0, 0xd8fbf2],
  [0.06, 0x6edfdb],
  [0.2, 0x1f9fc0],
  [0.42, 0x0d5793],
  [0.68, 0x0a2a5e],
  [1, 0x040a20],
);

/** Down into the sea, five times as high as wide: light above, lamps of the deep below. */
export const depths = (width: number, height: number): Raw => {
  const aspect = width / height;
  return paint(width, height, (x, y) => {
    const across = x / aspect;
    const fan = (across - 0.32) / (y + 0.16);
    const rays = fractal(fan * 4.5 + 3, y * 0.7, 4, 190) * step(0.62, 0, y) * 0.75;
    const caustic = step(0.72, 1, 1 - Math.abs(2 * fractal(x * 26, y * 60, 3, 191) - 1)) * step(0.075, 0, y) * 0.5;
    const dust = hash(x * height, y * height, 192) > 0.9995 ? 0.25 : 0;
    const open = glow(
      glow(DEEP(y), [0.55, 0.75, 0.7], rays * 0.5 - 0.08 * step(0.5, 0, y)),
      [0.8, 1, 0.95],
      caustic + dust,
    );
    const lit = SWARM.reduce<Rgb>(
      (seen, [cx, cy, size, color]) => jelly(seen, (x - cx * aspect) / size, (y - cy) / size, hex(color)),
      open,
    );
    return school(x, y, reefed(lit, x, y));
  });
};

const SWARM: [number, number, number, number][] = [
  [0.62, 0.5, 0.036, 0xffb3d1],
  [0.3, 0.62, 0.022, 0xb9a6ff],
  [0.72, 0.72, 0.028, 0x7df0ff],
  [0.42, 0.84, 0.016, 0xa6ffcf],
];

const jelly = (under: Rgb, x: number, y: number, color: Rgb): Rgb => {
  if (Math.abs(x) > 2.6 || y < -2.4 || y > 4.4) return under;
  const lower = 0.28 + 0.09 * Math.sin(x * 16);
  const away = Math.hypot(x, y < 0 ? y * 1.15 : y * 1.6);
  const rib = 0.75 + 0.25 * Math.cos(Math.asin(clamp(Math.abs(x))) * 11);
  const bell = away < 1 && y < lower ? (0.25 + 0.75 * away ** 4) * rib : 0;
  let arms = 0;
  for (let arm = -3; arm <= 3; arm++) {
    const sway = Math.sin(y * 2.2 + arm * 1.4) * 0.16 * y;
    const thick = arm % 2 === 0 ? 0.035 : 0.075;
    if (y > 0.1)
      arms += Math.exp(-(((x - arm * 0.24 - sway) / thick) ** 2)) * clamp(1.1 - y / (3.9 - Math.abs(arm) * 0.5)) * 0.6;
  }
  return glow(under, color, clamp(bell * 0.8 + arms) + Math.exp(-(x * x + y * y) * 1.1) * 0.2);
};

const school = (x: number, y: number, under: Rgb): Rgb => {
  if (y < 0.2 || y > 0.42) return under;
  const row = Math.floor(y * 130);
  const at = x * 55 + hash(row, 1, 194);
  const column = Math.floor(at);
  const crowd = Math.exp(-(((x - 0.11) / 0.055) ** 2) - ((y - 0.3 - (x - 0.1) * 0.35) / 0.035) ** 2);
  if (hash(column, row, 195) > crowd * 1.1) return under;
  const px = (at - column - 0.5) * 2.1;
  const py = ((y * 130 - row - 0.5) * 2.1) / 1.15;
  const body = (px / 0.72) ** 2 + (py / 0.42) ** 2 < 1;
  const tail = px > 0.55 && px < 0.98 && Math.abs(py) < (px - 0.45) * 0.75;
  return body || tail ? blend(hex(0xffe08a), hex(0xe8743b), clamp(py + 0.5)) : under;
};

const reefed = (under: Rgb, x: number, y: number): Rgb => {
  const bed = 0.955 + (fractal(x * 16, 1, 5, 197) - 0.5) * 0.05;
  return y > bed
    ? dim(blend(hex(0x0d1a33), hex(0x02040c), (y - bed) * 22), 0.8 + noise(x * 120, y * 120, 198) * 0.6)
    : under;
};

/** Northern lights in 16 bits a channel: dark, smooth, and striped as soon as anything works in 8. */
export const aurora = (width: number, height: number): Uint16Array => {
  const pixels = new Uint16Array(width * height * 3);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (const value of auroraAt(column / height, row / height)) pixels[at++] = Math.round(clamp(value) * 65535);
    }
  }
  return pixels;
};

const auroraAt = (x: number, y: number): Rgb => {
  const fell = 0.86 + (fractal(x * 3, 4, 4, 200) - 0.5) * 0.22;
  if (y > fell) return dim(hex(0x070b14), 1.3 - (y - fell) * 2);
  let sky = blend(hex(0x04061a), hex(0x123a4a), y ** 2);
  for (let curtain = 0; curtain < 3; curtain++) {
    const hem =
      0.62 - curtain * 0.14 + 0.1 * Math.sin(x * (2.3 + curtain) + curtain * 2) + 0.05 * Math.sin(x * 6.1 + curtain);
    const up = hem - y;
    const folds = 0.35 + 0.65 * noise(x * 9 + Math.sin(x * 4 + curtain) * 1.5, curtain, 201);
    const veil = (up > 0 ? Math.exp(-up * (4.2 + curtain)) : Math.exp(up * 28)) * folds * (0.75 - curtain * 0.16);
    sky = glow(sky, blend([0.12, 0.95, 0.5], [0.6, 0.2, 0.85], clamp(up * 2.6)), veil);
  }
  return sky;
};
