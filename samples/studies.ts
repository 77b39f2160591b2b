import { blend, clamp, dim, fractal, glow, hex, mix, noise, paint, type Raw, type Rgb, step } from './canvas.ts';

type Ball = { x: number; y: number; z: number; radius: number; color: Rgb };
const BALLS: Ball[] = [
  { x: -0.62, y: 0.42, z: 0.1, radius: 0.42, color: hex(0x18a7c9) },
  { x: 0.28, y: 0.5, z: 0.45, radius: 0.5, color: hex(0xd8327f) },
  { x: 0.1, y: 0.26, z: -0.62, radius: 0.26, color: hex(0xf7cf1d) },
  { x: 0.86, y: 0.2, z: -0.42, radius: 0.2, color: hex(0x343434) },
];
const LIGHT = [-0.48, 0.74, -0.47] as const;

/** Four glazed balls in a printer's colors, ray by ray: for paper, so it is stored as CMYK. */
export const stillLife = (width: number, height: number): Raw =>
  paint(width, height, (x, y) => {
    const ray = [x - width / height / 2, 0.23 - y, 1.5] as const;
    const length = Math.hypot(...ray);
    const color = trace([0.08, 1.15, -3.2], [ray[0] / length, ray[1] / length, ray[2] / length], 0);
    return [color[0] ** 0.85, color[1] ** 0.85, color[2] ** 0.85];
  });

type Vector = readonly [number, number, number];

const trace = (from: Vector, ray: Vector, bounce: number): Rgb => {
  const hit = nearest(from, ray);
  if (hit) return ballColor(hit.ball, along(from, ray, hit.distance), ray, bounce);
  if (ray[1] >= -0.02) return blend(hex(0xe8dccb), hex(0xb9c7cc), clamp(ray[1] * 1.8));
  const [x, , z] = along(from, ray, -from[1] / ray[1]);
  const cloth =
    0.94 + 0.08 * fractal(x * 5, z * 5, 4, 150) + 0.03 * Math.sin(x * 95) * Math.sin(z * 95) * clamp(1 - z / 4);
  const base = blend(hex(0xf4ead8), hex(0xe8dccb), clamp((z - 1) / 5));
  return dim(base, cloth * (0.5 + 0.5 * lightAt([x, 0, z])));
};

const ballColor = (ball: Ball, at: Vector, ray: Vector, bounce: number): Rgb => {
  const normal: Vector = [
    (at[0] - ball.x) / ball.radius,
    (at[1] - ball.y) / ball.radius,
    (at[2] - ball.z) / ball.radius,
  ];
  const facing = dot(ray, normal);
  const mirror: Vector = [
    ray[0] - 2 * facing * normal[0],
    ray[1] - 2 * facing * normal[1],
    ray[2] - 2 * facing * normal[2],
  ];
  const diffuse = Math.max(0, dot(normal, LIGHT)) * lightAt(at);
  const body = dim(ball.color, 0.26 + 0.16 * normal[1] + 0.74 * diffuse);
  const seen = bounce < 2 ? trace(along(at, mirror, 0.001), mirror, bounce + 1) : hex(0xe8dccb);
  const sheen = 0.05 + 0.6 * (1 + facing) ** 4;
  return glow(blend(body, seen, sheen), [1, 1, 0.95], Math.max(0, dot(mirror, LIGHT)) ** 90 * lightAt(at));
};

// How much of a wide lamp is seen from a point, 0 to 1.
const lightAt = (at: Vector): number => {
  let seen = 0;
  for (let i = 0; i < 16; i++) {
    const [dx, dz] = [((i % 4) / 3 - 0.5) * 0.3, (Math.floor(i / 4) / 3 - 0.5) * 0.3];
    const length = Math.hypot(LIGHT[0] + dx, LIGHT[1], LIGHT[2] + dz);
    const ray: Vector = [(LIGHT[0] + dx) / length, LIGHT[1] / length, (LIGHT[2] + dz) / length];
    if (!nearest(along(at, ray, 0.002), ray)) seen++;
  }
  return seen / 16;
};

const nearest = (from: Vector, ray: Vector): { ball: Ball; distance: number } | undefined => {
  let found: { ball: Ball; distance: number } | undefined;
  for (const ball of BALLS) {
    const to: Vector = [from[0] - ball.x, from[1] - ball.y, from[2] - ball.z];
    const b = dot(to, ray);
    const inside = b * b - dot(to, to) + ball.radius ** 2;
    const distance = -b - Math.sqrt(Math.max(0, inside));
    if (inside > 0 && distance > 0.001 && distance < (found?.distance ?? 1e9)) found = { ball, distance };
  }
  return found;
};

const along = (from: Vector, ray: Vector, t: number): Vector => [
  from[0] + ray[0] * t,
  from[1] + ray[1] * t,
  from[2] + ray[2] * t,
];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Petals in a screen's purest colors; their veins are the purest that sRGB has, and vanish when the gamut is cut. */
export const hibiscus = (width: number, height: number): Raw => {
  const aspect = width / height;
  return paint(
    width,
    height,
    (x, y) => {
      const leafy = fractal(x * 3, y * 3, 4, 160);
      const veinSet = Math.abs(Math.sin((x * 0.8 + y) * 14 + leafy * 5));
      const ground = blend(
        hex(0x003d2e),
        [0, mix(0.45, 1, leafy), 0.25],
        step(0.2, 0.9, leafy) * 0.8 * (0.55 + 0.45 * veinSet),
      );
      return (
        flower((x - aspect * 0.42) / 0.43, (y - 0.5) / 0.43, [1, 0, 0], [0.918, 0.2, 0.138]) ??
        flower((x - aspect * 0.86) / 0.25, (y - 0.27) / 0.25, [1, 0.45, 0], [0.96, 0.53, 0.2]) ??
        flower((x - aspect * 0.82) / 0.21, (y - 0.84) / 0.21, [1, 0, 0.62], [0.918, 0.2, 0.6]) ??
        dim(ground, 0.75)
      );
    },
    0.006,
  );
};

const flower = (x: number, y: number, pure: Rgb, vein: Rgb): Rgb | undefined => {
  const stamen = Math.hypot(x - y * 0.2, y + 0.06) < 0.05 || (Math.abs(x + 0.55 * y) < 0.028 && y < 0 && y > -0.5);
  const [away, turn] = [Math.hypot(x, y), Math.atan2(y, x) + 0.35];
  const pollen = Math.hypot(x - 0.275, y + 0.5) < 0.1 && noise(x * 40, y * 40, 165) > 0.45;
  if (pollen) return [1, 0.95, 0.1];
  if (stamen) return [1, 0.82, 0.15];
  const petal = (turn / (Math.PI * 2)) * 5;
  const across = (petal - Math.floor(petal) - 0.5) * 2;
  const edge = 0.98 - Math.abs(across) ** 2.6 * 0.36 + Math.sin(across * 17 + Math.floor(petal) * 2) * 0.022;
  if (away > edge) return undefined;
  const crease = fractal(across * 2.5 + Math.floor(petal) * 7, away * 2, 4, 166);
  const fold = 0.34 + 0.3 * (1 - Math.abs(across + 0.25)) + crease * 0.3 - step(0.7, 1, Math.abs(across)) * 0.22;
  const rib = Math.abs(Math.sin(across * 11 * (0.55 + 0.45 * away) + away * across * 5)) < 0.16 && away > 0.2;
  const base = rib ? vein : pure;
  return blend(hex(0x4a0018), dim(base, Math.min(1, fold + away * 0.3)), step(0.02, 0.34, away));
};
