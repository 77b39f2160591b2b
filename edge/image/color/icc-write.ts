/** Three numbers: a color, a row, a column. */
export type Triple = readonly [number, number, number];
/** Three rows. */
export type Matrix = readonly [Triple, Triple, Triple];
type Chromaticity = readonly [x: number, y: number];

/** An RGB color space by its primaries, its white and its transfer curve (a plain gamma, or sRGB's). */
export type RgbSpace = {
  name: string;
  primaries: readonly [Chromaticity, Chromaticity, Chromaticity];
  white: Chromaticity;
  gamma: number | 'srgb';
  /** In place of the gamma: light is (a × value + b) ^ g from d upward, c × value below. */
  curve?: Curve;
};

/** The numbers g, a, b, c, d of a parametric curve (ICC.1:2010, 10.16, function type 3). */
export type Curve = readonly [g: number, a: number, b: number, c: number, d: number];

const D50: Chromaticity = [0.3457, 0.3585];

/** An ICC 4 matrix profile of the space, small enough for one JPEG segment. Layout: ICC.1:2010, 7 and 10. */
export const writeProfile = (space: RgbSpace): Buffer => {
  const matrix = toD50(space);
  const colorant = (i: 0 | 1 | 2) => xyz([matrix[0][i], matrix[1][i], matrix[2][i]]);
  const curve = transferCurve(space);
  const tags: [string, Buffer][] = [
    ['wtpt', xyz(whiteXyz(D50))],
    ['rXYZ', colorant(0)],
    ['gXYZ', colorant(1)],
    ['bXYZ', colorant(2)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
    ['chad', Buffer.concat([ascii('sf32\0\0\0\0'), ...adaptation(space.white).flat().map(fixed)])],
  ];
  return assembleProfile(tags, { name: space.name });
};

/** The same for shades of gray, of which only the curve is left. */
export const writeGrayProfile = (space: RgbSpace): Buffer => grayProfileOf(transferCurve(space), space.name);

/** The same of a curve as another profile has it (ICC.1:2022, 10.6 and 10.18). */
export const grayProfileOf = (curve: Buffer, name = 'gray'): Buffer =>
  assembleProfile(
    [
      ['wtpt', xyz(whiteXyz(D50))],
      ['kTRC', curve],
    ],
    { name, kind: ascii('mntrGRAYXYZ ') },
  );

type Header = { name?: string; version?: number; kind?: Buffer; intent?: number };

/** A profile of these tags, with a description and a copyright, which every profile must have. */
export const assembleProfile = (tags: readonly [string, Buffer][], header: Header): Buffer => {
  const { name = 'icc', version = 0x04200000, kind = ascii('mntrRGB XYZ '), intent = 0 } = header;
  const isOld = version < 0x04000000;
  const all: [string, Buffer][] = [
    ['desc', isOld ? oldDescription(name) : text(name)],
    ['cprt', isOld ? ascii('text\0\0\0\0CC0\0') : text('CC0')],
    ...tags,
  ];
  const { table, bodies, length } = layOut(all);
  const head = Buffer.alloc(128);
  head.writeUInt32BE(length, 0);
  head.writeUInt32BE(version, 8);
  kind.copy(head, 12, 0, 12);
  head.writeUInt16BE(2026, 24);
  head.writeUInt16BE(1, 26);
  head.writeUInt16BE(1, 28);
  head.write('acsp', 36, 'latin1');
  head.writeUInt32BE(intent, 64);
  Buffer.concat(whiteXyz(D50).map(fixed)).copy(head, 68);
  return Buffer.concat([head, ...table, ...bodies]);
};

/** The table of tags and their bodies; tags that say the same share one body. */
const layOut = (tags: [string, Buffer][]) => {
  let length = 128 + 4 + 12 * tags.length;
  const table: Buffer[] = [uint32(tags.length)];
  const bodies: Buffer[] = [];
  const placed: { body: Buffer; at: number }[] = [];
  for (const [signature, body] of tags) {
    const same = placed.find((other) => other.body.equals(body));
    table.push(ascii(signature), uint32(same?.at ?? length), uint32(body.length));
    if (same) continue;
    placed.push({ body, at: length });
    bodies.push(body, Buffer.alloc(-body.length & 3));
    length += body.length + (-body.length & 3);
  }
  return { table, bodies, length };
};

const srgbCurve: Curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

const transferCurve = ({ gamma, curve }: RgbSpace): Buffer =>
  typeof gamma === 'number' && !curve
    ? Buffer.concat([ascii('para\0\0\0\0\0\0\0\0'), fixed(gamma)])
    : Buffer.concat([ascii('para\0\0\0\0\0\x03\0\0'), ...(curve ?? srgbCurve).map(fixed)]);

/** RGB -> XYZ under D50, the profile connection space. */
export const toD50 = ({ primaries, white }: Pick<RgbSpace, 'primaries' | 'white'>): Matrix => {
  const [r, g, b] = map(primaries, ([x, y]): Triple => [x, y, 1 - x - y]);
  const columns: Matrix = [
    [r[0], g[0], b[0]],
    [r[1], g[1], b[1]],
    [r[2], g[2], b[2]],
  ];
  const scale = times(inverse(columns), whiteXyz(white));
  return product(
    adaptation(white),
    map(columns, ([x, y, z]): Triple => [x * scale[0], y * scale[1], z * scale[2]]),
  );
};

const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

const adaptation = (white: Chromaticity): Matrix => {
  const from = times(BRADFORD, whiteXyz(white));
  const to = times(BRADFORD, whiteXyz(D50));
  const cones: Matrix = [
    [to[0] / from[0], 0, 0],
    [0, to[1] / from[1], 0],
    [0, 0, to[2] / from[2]],
  ];
  return product(inverse(BRADFORD), product(cones, BRADFORD));
};

const whiteXyz = ([x, y]: Chromaticity): Triple => [x / y, 1, (1 - x - y) / y];

/** Of three, each. */
export const map = <A, B>([a, b, c]: readonly [A, A, A], f: (value: A) => B): [B, B, B] => [f(a), f(b), f(c)];

/** A matrix applied to a column. */
export const times = (m: Matrix, v: Triple): Triple => map(m, (row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);

const transpose = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];

/** One matrix after another: the second first. */
export const product = (a: Matrix, b: Matrix): Matrix => transpose(map(transpose(b), (column) => times(a, column)));

const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** What undoes a matrix; without numbers where nothing does. */
export const inverse = ([a, b, c]: Matrix): Matrix => {
  const bc = cross(b, c);
  const determinant = a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2];
  return transpose(map([bc, cross(c, a), cross(a, b)], (column) => map(column, (value) => value / determinant)));
};

const ascii = (value: string): Buffer => Buffer.from(value, 'latin1');

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

// s15Fixed16Number
const fixed = (value: number): Buffer => uint32(Math.round(value * 65536) >>> 0);

const xyz = (value: Triple): Buffer => Buffer.concat([ascii('XYZ \0\0\0\0'), ...value.map(fixed)]);

// multiLocalizedUnicodeType with one English record
const text = (value: string): Buffer => {
  const utf16 = Buffer.from(value, 'utf16le').swap16();
  return Buffer.concat([
    ascii('mluc\0\0\0\0'),
    uint32(1),
    uint32(12),
    ascii('enUS'),
    uint32(utf16.length),
    uint32(28),
    utf16,
  ]);
};

// textDescriptionType of version 2 (ICC.1:2001-04, 6.5.17): in ASCII only; Unicode and Macintosh parts are empty.
const oldDescription = (value: string): Buffer =>
  Buffer.concat([
    ascii('desc\0\0\0\0'),
    uint32(value.length + 1),
    ascii(`${value}\0`),
    Buffer.alloc(4 + 4 + 2 + 1 + 67),
  ]);
