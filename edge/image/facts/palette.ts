import { linearFromSrgb, srgbFromLinear } from '../color/srgb.ts';
import { clamp } from '../geometry/size.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A color of the image, and the share of the visible area that it stands for, 0 to 1. */
export type Swatch = { color: string; share: number };

type Lab = [l: number, a: number, b: number];
type Cell = { lab: Lab; weight: number };

// Colors of a palette: as many as imgix gives.
const most = 6;
// Closer colors are one (a just noticeable difference is about 0.02).
const apart = 0.06;
const rounds = 8;

/**
 * The colors of an image, the largest first: clusters in Oklab, where distances are what the eye sees. Begins with the
 * most frequent color, then with what is farthest from all before, so the same pixels always give the same palette.
 */
export const paletteOf = (thumbnail: Thumbnail): Swatch[] => {
  const cells = cellsOf(thumbnail);
  let centers = seeds(cells);
  for (let round = 0; round < rounds; round++) centers = mergeClose(regroup(cells, centers));
  const total = centers.reduce((sum, { weight }) => sum + weight, 0);
  return (
    centers
      .sort((a, b) => b.weight - a.weight)
      .map(({ lab, weight }) => ({ color: hexOf(lab), share: Math.round((weight / total) * 1000) / 1000 }))
      // The edge of something transparent: invisible pixels, with colors that occur nowhere else.
      .filter(({ share }) => share > 0)
  );
};

/** Pixels of about the same color, 5 bits a channel, weighted by their opacity. */
const cellsOf = ({ rgba }: Thumbnail): Cell[] => {
  const sums = new Map<number, Cell>();
  for (let at = 0; at < rgba.length; at += 4) {
    const weight = (rgba[at + 3] ?? 0) / 255;
    if (weight === 0) continue;
    const [r, g, b] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    sums.set(key, summed(sums.get(key), labOf(r, g, b), weight));
  }
  return [...sums.values()].map(mean);
};

/** Adds a weighted color to a sum; `mean` divides once, at the end. */
const summed = (sum: Cell = { lab: [0, 0, 0], weight: 0 }, lab: Lab, weight: number): Cell => {
  sum.lab[0] += lab[0] * weight;
  sum.lab[1] += lab[1] * weight;
  sum.lab[2] += lab[2] * weight;
  sum.weight += weight;
  return sum;
};

const mean = ({ lab: [l, a, b], weight }: Cell): Cell => ({ lab: [l / weight, a / weight, b / weight], weight });

const distance = (one: Lab, other: Lab) => {
  const [l, a, b] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
  return Math.sqrt(l * l + a * a + b * b);
};

/** Far from all others, and not by a few pixels only. */
const seeds = (cells: Cell[]): Cell[] => {
  const found: Cell[] = [];
  const apart = cells.map(() => 1);
  while (found.length < Math.min(most, cells.length)) {
    const worths = cells.map(({ weight }, at) => weight * (apart[at] ?? 0) ** 2);
    const best = cells[worths.indexOf(Math.max(...worths))];
    if (!best) break;
    found.push(best);
    cells.forEach(({ lab }, at) => {
      apart[at] = Math.min(apart[at] ?? 0, distance(lab, best.lab));
    });
  }
  return found;
};

/** Each cell goes to its nearest center, each center to the middle of its cells. */
const regroup = (cells: Cell[], centers: Cell[]): Cell[] => {
  const groups: (Cell | undefined)[] = centers.map(() => undefined);
  for (const { lab, weight } of cells) {
    const nearest = nearestOf(lab, centers);
    groups[nearest] = summed(groups[nearest], lab, weight);
  }
  return groups.filter((group) => group !== undefined).map(mean);
};

const nearestOf = (lab: Lab, centers: Cell[]): number => {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  centers.forEach((center, at) => {
    const off = distance(lab, center.lab);
    if (off >= least) return;
    nearest = at;
    least = off;
  });
  return nearest;
};

const mergeClose = (centers: Cell[]): Cell[] => {
  const kept: Cell[] = [];
  for (const { lab, weight } of centers) {
    const same = kept.findIndex((other) => distance(other.lab, lab) < apart);
    const sum = kept[same];
    if (sum) kept[same] = mean(summed(summed(undefined, sum.lab, sum.weight), lab, weight));
    else kept.push({ lab, weight });
  }
  return kept;
};

const linear = Float64Array.from({ length: 256 }, (_, byte) => linearFromSrgb(byte / 255));

// https://bottosson.github.io/posts/oklab/
const labOf = (red: number, green: number, blue: number): Lab => {
  const [r, g, b] = [linear[red] ?? 0, linear[green] ?? 0, linear[blue] ?? 0];
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
  const byte = (value: number) => Math.round(clamp(srgbFromLinear(Math.max(0, value)), 0, 1) * 255);
  return `#${channels.map((value) => byte(value).toString(16).padStart(2, '0')).join('')}`;
};
