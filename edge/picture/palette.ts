import type { Miniature } from './facts.ts';

/** A colour of the picture and the share of what is seen that it stands for, 0 to 1. */
export type Swatch = { color: string; share: number };

type Lab = [l: number, a: number, b: number];
type Cell = { lab: Lab; weight: number };

// Colours of a palette: as many as imgix gives.
const most = 6;
// Closer colours are one (a just noticeable difference is about 0.02).
const apart = 0.06;
const rounds = 8;

/**
 * The colours of a picture, the largest first: clusters in Oklab, where distances are what the eye sees. Begins with the
 * most frequent colour, then with what is farthest from all before, so the same pixels always give the same palette.
 */
export const paletteOf = (miniature: Miniature): Swatch[] => {
  const cells = cellsOf(miniature);
  let centres = seeds(cells);
  for (let round = 0; round < rounds; round++) centres = merged(settled(cells, centres));
  const total = centres.reduce((sum, { weight }) => sum + weight, 0);
  return centres
    .sort((a, b) => b.weight - a.weight)
    .map(({ lab, weight }) => ({ color: hexOf(lab), share: Math.round((weight / total) * 1000) / 1000 }));
};

/** Pixels of about the same colour, 5 bits a channel, weighed by how much is seen of them. */
const cellsOf = ({ rgba }: Miniature): Cell[] => {
  const cells = new Map<number, Cell>();
  for (let at = 0; at < rgba.length; at += 4) {
    const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(at, at + 4);
    if (a === 0) continue;
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    const lab = labOf(r, g, b);
    const cell = cells.get(key) ?? { lab, weight: 0 };
    cells.set(key, blended(cell, { lab, weight: a / 255 }));
  }
  return [...cells.values()];
};

const blended = (a: Cell, b: Cell): Cell => {
  const weight = a.weight + b.weight;
  const mean = (index: 0 | 1 | 2) => (a.lab[index] * a.weight + b.lab[index] * b.weight) / weight;
  return { lab: [mean(0), mean(1), mean(2)], weight };
};

const distance = (a: Lab, b: Lab) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Far from all others, and not by a few pixels only. */
const seeds = (cells: Cell[]): Cell[] => {
  const found: Cell[] = [];
  const worth = ({ lab, weight }: Cell) => weight * Math.min(1, ...found.map((seed) => distance(seed.lab, lab))) ** 2;
  while (found.length < Math.min(most, cells.length))
    found.push(cells.reduce((best, cell) => (worth(cell) > worth(best) ? cell : best)));
  return found;
};

/** Each cell goes to its nearest centre, each centre to the middle of its cells. */
const settled = (cells: Cell[], centres: Cell[]): Cell[] => {
  const groups: Cell[] = centres.map(({ lab }) => ({ lab, weight: 0 }));
  for (const cell of cells) {
    const distances = centres.map(({ lab }) => distance(lab, cell.lab));
    const nearest = distances.indexOf(Math.min(...distances));
    const group = groups[nearest];
    if (group) groups[nearest] = blended(group, cell);
  }
  return groups.filter(({ weight }) => weight > 0);
};

const merged = (centres: Cell[]): Cell[] => {
  const kept: Cell[] = [];
  for (const centre of centres) {
    const same = kept.findIndex(({ lab }) => distance(lab, centre.lab) < apart);
    kept.splice(same < 0 ? kept.length : same, 1, blended(kept[same] ?? { ...centre, weight: 0 }, centre));
  }
  return kept;
};

const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

// https://bottosson.github.io/posts/oklab/
const labOf = (red: number, green: number, blue: number): Lab => {
  const [r, g, b] = [toLinear(red / 255), toLinear(green / 255), toLinear(blue / 255)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};

const hexOf = ([lightness, a, b]: Lab): string => {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const byte = (value: number) => Math.round(Math.min(1, Math.max(0, fromLinear(Math.max(0, value)))) * 255);
  return `#${channels.map((value) => byte(value).toString(16).padStart(2, '0')).join('')}`;
};
