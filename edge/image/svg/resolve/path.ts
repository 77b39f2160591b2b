import type { Window } from '../../geometry/size.ts';

/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** The start of a subpath begins a new line. */
export type Polyline = Point[];

// Straight pieces that a curve is cut into.
const pieces = 24;
// Numbers that are read of a path; a longer one is drawn, but not measured.
const mostNumbers = 200_000;

/** Path data as straight lines, curves cut into pieces (https://www.w3.org/TR/SVG2/paths.html#PathData). */
export const flattenPath = (data: string): Polyline[] => {
  const lines: Polyline[] = [];
  let current: Point = [0, 0];
  let start: Point = [0, 0];
  let control: Point | undefined;
  let last = '';
  const to = (point: Point) => {
    lines.at(-1)?.push(point);
    current = point;
  };
  for (const { command, numbers } of segmentsOf(data)) {
    const upper = command.toUpperCase();
    const [dx, dy] = command === upper ? [0, 0] : current;
    const point = (at: number): Point => [(numbers[at] ?? 0) + dx, (numbers[at + 1] ?? 0) + dy];
    const reflected = (kinds: string): Point =>
      control && kinds.includes(last) ? [2 * current[0] - control[0], 2 * current[1] - control[1]] : current;
    if (upper === 'M') {
      start = point(0);
      current = start;
      lines.push([start]);
    } else if (lines.length === 0) break;
    else if (upper === 'Z') to(start);
    else if (upper === 'L') to(point(0));
    else if (upper === 'H') to([(numbers[0] ?? 0) + dx, current[1]]);
    else if (upper === 'V') to([current[0], (numbers[0] ?? 0) + dy]);
    else if (upper === 'A') for (const each of arc(current, numbers, point(5))) to(each);
    else {
      const isQuadratic = upper === 'Q' || upper === 'T';
      const first = upper === 'S' ? reflected('CS') : upper === 'T' ? reflected('QT') : point(0);
      const second = isQuadratic ? first : point(upper === 'S' ? 0 : 2);
      const end = point(upper === 'C' ? 4 : upper === 'T' ? 0 : 2);
      const from = current;
      for (let at = 1; at <= pieces; at++)
        to(isQuadratic ? bezier([from, first, end], at / pieces) : bezier([from, first, second, end], at / pieces));
      control = second;
    }
    last = upper;
  }
  return lines;
};

const counts: { [command: string]: number } = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

/** Commands with their numbers; repeated numbers repeat the command, after a move as lines. */
function* segmentsOf(data: string): Generator<{ command: string; numbers: number[] }> {
  let read = 0;
  for (const [, letter = '', list = ''] of data.matchAll(/([a-z])([^a-df-z]*)/gi)) {
    const count = counts[letter.toUpperCase()];
    if (count === undefined) return;
    const numbers = numbersOf(list, count);
    read += numbers.length;
    if (read > mostNumbers) return;
    yield { command: letter, numbers: numbers.slice(0, count) };
    const next = letter === 'M' ? 'L' : letter === 'm' ? 'l' : letter;
    for (let at = count; count > 0 && at + count <= numbers.length; at += count)
      yield { command: next, numbers: numbers.slice(at, at + count) };
  }
}

const number = /[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/iy;
// The fourth and fifth number of an arc are flags, which may stand without a space: `a1 1 0 01.5.5`.
const flag = /[\s,]*([01])/y;

const numbersOf = (list: string, count: number): number[] => {
  const numbers: number[] = [];
  for (let at = 0; ; ) {
    const place = numbers.length % 7;
    const pattern = count === 7 && (place === 3 || place === 4) ? flag : number;
    pattern.lastIndex = at;
    const found = pattern.exec(list);
    if (!found) return numbers;
    numbers.push(Number(found[1]));
    at = pattern.lastIndex;
  }
};

const bezier = (points: Point[], at: number): Point => {
  let rest = points;
  while (rest.length > 1)
    rest = rest.slice(1).map(([x, y], index): Point => {
      const [fromX, fromY] = rest[index] ?? [0, 0];
      return [fromX + (x - fromX) * at, fromY + (y - fromY) * at];
    });
  return rest[0] ?? [0, 0];
};

/** An elliptical arc (https://www.w3.org/TR/SVG2/implnote.html#ArcImplementationNotes). */
const arc = ([x1, y1]: Point, numbers: number[], end: Point): Point[] => {
  const [rx0 = 0, ry0 = 0, angle = 0, large = 0, sweep = 0] = numbers;
  const [x2, y2] = end;
  if (rx0 === 0 || ry0 === 0) return [end];
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [dx, dy] = [(x1 - x2) / 2, (y1 - y2) / 2];
  const [x, y] = [cos * dx + sin * dy, cos * dy - sin * dx];
  const scale = Math.max(1, Math.sqrt((x / rx0) ** 2 + (y / ry0) ** 2));
  const [rx, ry] = [Math.abs(rx0) * scale, Math.abs(ry0) * scale];
  const below = (rx * y) ** 2 + (ry * x) ** 2;
  const root = Math.sqrt(Math.max(0, ((rx * ry) ** 2 - below) / (below || 1))) * (large === sweep ? -1 : 1);
  const [cx, cy] = [(root * rx * y) / ry, (-root * ry * x) / rx];
  const from = Math.atan2((y - cy) / ry, (x - cx) / rx);
  const full = Math.atan2((-y - cy) / ry, (-x - cx) / rx) - from;
  const span = sweep ? (full < 0 ? full + 2 * Math.PI : full) : full > 0 ? full - 2 * Math.PI : full;
  return Array.from({ length: pieces }, (_, index): Point => {
    if (index === pieces - 1) return end;
    const at = from + (span * (index + 1)) / pieces;
    const [px, py] = [rx * Math.cos(at) + cx, ry * Math.sin(at) + cy];
    return [cos * px - sin * py + (x1 + x2) / 2, sin * px + cos * py + (y1 + y2) / 2];
  });
};

/** The least rectangle around points; undefined for none. */
export const boundsOf = (points: readonly Point[]): Window | undefined => {
  if (points.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left, height: bottom - top };
};
