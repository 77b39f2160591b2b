import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derive } from '../../../../edge/image/derive.ts';
import { readRights } from '../../../../edge/image/encode/rights.ts';
import { probe } from '../../../../edge/image/formats/probe.ts';
import { prepare } from '../../../../edge/image/make.ts';
import { deriveInWorker } from '../../../../edge/image/worker.ts';
import { splitQuery } from '../../../../edge/query/decode.ts';
import { parseNative } from '../../../../edge/query/native.ts';
import type { Variant } from '../../../../edge/query/parameters.ts';
import { config } from '../../../support/config.ts';
import { deriving } from '../../../support/deriving.ts';
import { chrome, type Edge, startEdge } from '../../../support/edge.ts';
import { type Chart, chart, colorAt, near, quadrants } from '../../../support/images/chart.ts';
import {
  brightest,
  type Light,
  levels,
  lightAt,
  linear,
  lit,
  litChart,
  mapOf,
  remains,
  type Teller,
  tableOf,
  tellers,
  told,
} from '../../../support/images/gain-map.ts';
import { photograph } from '../../../support/images/photograph.ts';
import { secretsOf } from '../../../support/images/secrets.ts';

// A chart of four colors, with a map of four lights behind it. What is made is judged by libultrahdr.

const size = { width: 160, height: 120 };
const drawn = (wanted: Partial<Chart> = {}, light: Light = {}) =>
  litChart({ ...size, format: 'jpeg', ...wanted }, light);
const asked = (query: string): Variant => parseNative(splitQuery(query)) as Variant;
const making = async (original: Buffer, query: string) => (await deriving(original, asked(query))).bytes;

const corners: [x: number, y: number][] = [
  [0.12, 0.12],
  [0.88, 0.12],
  [0.88, 0.88],
  [0.12, 0.88],
];
const colors = Object.values(quadrants);

/** Size of image and map, and which quadrant of the original each corner shows: by its color, and by its light. */
const seen = async (bytes: Buffer) => {
  const map = mapOf(bytes);
  const sizes = await Promise.all([bytes, map].map(async (part) => part && sharp(part).metadata()));
  const letter = (index: number) => 'RGYB'[index] ?? '?';
  const shown = await Promise.all(corners.map(([x, y]) => colorAt(bytes, x, y)));
  const light = map ? await lightAt(bytes, corners) : [];
  const isLit = (value: number) => (level: number) => Math.abs(value / brightest ** (level / 255) - 1) < 0.06;
  return [
    sizes.map((part) => part && `${part.width}x${part.height}`).join(' '),
    shown.map((color) => letter(colors.findIndex((known) => near(color, known, 30)))).join(''),
    light.map((value) => letter(levels.findIndex(isLit(value)))).join(''),
  ].join(' ');
};

describe('the map is transformed like the image', () => {
  test.each([
    ['w=80&cs=origin', '80x60 40x30 RGYB RGYB'],
    ['cs=origin&q=60', '160x120 80x60 RGYB RGYB'],
    ['cs=origin&format=jpeg', '160x120 80x60 RGYB RGYB'],
    ['cs=origin&format=bjpg', '160x120 80x60 RGYB RGYB'],
    ['cs=origin&format=auto', '160x120 80x60 RGYB RGYB'],
    ['w=80&cs=origin&q=auto', '80x60 40x30 RGYB RGYB'],
    ['w=320&enlarge&cs=origin', '320x240 160x120 RGYB RGYB'],
    ['w=80&h=30&fit=fill&cs=origin', '80x30 40x15 RGYB RGYB'],
    ['w=80&h=60&fit=contain&cs=origin', '80x60 40x30 RGYB RGYB'],
    ['w=80&rot=90&cs=origin', '80x107 40x54 BRGY BRGY'],
    ['rot=180&cs=origin', '160x120 80x60 YBRG YBRG'],
    ['flip=h&cs=origin', '160x120 80x60 GRBY GRBY'],
    ['w=80&flip=v&rot=270&cs=origin', '80x107 40x54 YGRB YGRB'],
    ['w=40&h=60&fit=cover&position=left&cs=origin', '40x60 20x30 RRBB RRBB'],
    ['w=40&h=60&fit=cover&position=right&cs=origin', '40x60 20x30 GGYY GGYY'],
    ['w=80&h=20&fit=cover&position=bottom&rot=180&cs=origin', '80x20 40x10 GRRG GRRG'],
    ['rect=0.5,0,0.5,1&cs=origin', '80x120 40x60 GGYY GGYY'],
    ['rect=1,61,79,59&w=40&cs=origin', '40x30 20x15 BBBB BBBB'],
    ['rect=80,60,80,60&w=300&enlarge&cs=origin', '300x225 150x113 YYYY YYYY'],
  ])('?%s', async (query, expected) => {
    expect(await seen(await making(await drawn(), query))).toBe(expected);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('upright from EXIF orientation %i', async (orientation) => {
    const bytes = await making(await drawn({ orientation }), 'w=80&cs=origin');
    expect(await seen(bytes)).toBe('80x60 40x30 RGYB RGYB');
  });

  test.each([1, 2, 2.5, 4, 8])('a map %i times smaller', async (scale) => {
    const bytes = await making(await drawn({}, { scale }), 'w=80&cs=origin');
    const side = (length: number) => Math.round(length / scale);
    expect(await seen(bytes)).toBe(`80x60 ${side(80)}x${side(60)} RGYB RGYB`);
  });

  test('a crop between two pixels of the map is a crop of both', async () => {
    // The map is 8 times smaller: both edges of the crop lie in the middle of one of its pixels.
    const original = await drawn({}, { scale: 8 });
    const bytes = await making(original, 'rect=76,0,8,120&cs=origin');
    const [left = 0, right = 0] = await lightAt(bytes, [
      [0.05, 0.1],
      [0.95, 0.1],
    ]);
    const [middle = 0] = await lightAt(original, [[0.5, 0.1]]);
    expect(left).toBeLessThan(middle * 1.1);
    expect(right).toBeGreaterThan(middle * 0.9);
  });
});

describe('metadata of a map is parsed', () => {
  test.each(Object.keys(tellers) as Teller[])('%s', async (teller) => {
    const bytes = await making(await drawn({}, { said: tellers[teller] }), 'w=80&cs=origin');
    const light = await lightAt(bytes, corners);
    const expected = levels.map((level) =>
      teller === 'apple' ? 1 + (brightest - 1) * linear(level / 255) : brightest ** (level / 255),
    );
    light.forEach((value, at) => {
      expect(value / (expected[at] ?? 0), `corner ${at}`).toBeCloseTo(1, 1);
    });
  });

  test('a map in colors, and its own profile where light has one', async () => {
    const map = await chart({ width: 80, height: 60, format: 'jpeg', profile: 'p3', quality: 90 });
    const own = Buffer.from(tellers.iso);
    own[own.indexOf('-1\0', 0, 'latin1') + 7] = 0;
    const base = await chart({ ...size, format: 'jpeg' });
    const kept = async (said: Buffer) => {
      const bytes = mapOf(await making(lit(base, told(map, said)), 'w=80&cs=origin')) ?? Buffer.alloc(0);
      return { ...(await sharp(bytes).metadata()), color: await sharp(bytes, { ignoreIcc: true }).stats() };
    };
    const before = await sharp(map, { ignoreIcc: true }).stats();
    for (const [said, hasProfile] of [
      [tellers.iso, false],
      [own, true],
    ] as const) {
      const { width, channels, color, ...metadata } = await kept(said);
      expect({ width, channels, hasProfile: metadata.hasProfile }).toEqual({ width: 40, channels: 3, hasProfile });
      color.channels.forEach(({ mean }, at) => {
        expect(Math.abs(mean - (before.channels[at]?.mean ?? 0))).toBeLessThan(3);
      });
    }
  });
});

describe('it is dropped where it would be wrong, or can’t be stored', () => {
  test.each([
    'w=80',
    'cs=srgb',
    'cs=p3',
    'cs=origin&format=png',
    'cs=origin&format=webp',
    'cs=origin&format=avif',
    'cs=origin&format=gif',
    'cs=origin&bri=20',
    'cs=origin&blur=20',
    'cs=origin&mono',
    'cs=origin&border=5,ff0000',
    'cs=origin&pad=5',
    'cs=origin&radius=9',
    'cs=origin&rot=10',
    'cs=origin&w=80&h=80&fit=contain',
  ])('?%s', async (query) => {
    const { bytes } = await deriving(await drawn(), asked(query));
    expect(remains(bytes)).toEqual([]);
    expect(bytes).toEqual((await deriving(await chart({ ...size, format: 'jpeg' }), asked(query))).bytes);
  });

  test('where WebP is accepted, format=auto is WebP', async () => {
    const { bytes, type } = await deriving(await drawn(), { w: 80, format: 'auto', fmts: ['webp'], cs: 'origin' });
    expect(type).toBe('image/webp');
    expect(remains(bytes)).toEqual([]);
  });

  test('from CMYK', async () => {
    expect(remains(await making(await drawn({ profile: 'cmyk' }), 'w=80&cs=origin'))).toEqual([]);
  });
});

test('kept or dropped: the table', async () => {
  const table = await tableOf(await drawn({ width: 400, height: 300, profile: 'p3' }));
  await expect(table).toMatchFileSnapshot('gain-maps.md');
});

describe('a broken map is dropped, and nothing else', () => {
  const header = (map: Buffer, at: number, value: number) => {
    const copy = Buffer.from(map);
    copy.writeUInt16BE(value, map.indexOf(Buffer.of(0xff, 0xc0, 0)) + at);
    return copy;
  };
  const saying = (...bytes: number[]) => {
    const name = tellers.iso.subarray(4, 32);
    return Buffer.concat([Buffer.of(0xff, 0xe2, 0, 2 + name.length + bytes.length), name, Buffer.from(bytes)]);
  };
  const adobe = (from: string, to: string) => {
    const text = tellers.adobe.toString('latin1').replace(from, to.padEnd(from.length));
    return Buffer.from(text, 'latin1');
  };
  const rows: [name: string, light: Light][] = [
    ['it breaks off in its pixels', { harm: (map) => map.subarray(0, map.length * 0.7) }],
    ['it breaks off in its header', { harm: (map) => map.subarray(0, 90) }],
    ['its scan is noise', { harm: (map) => Buffer.concat([map.subarray(0, -200), Buffer.alloc(200, 0xa5)]) }],
    ['it is not there', { harm: () => Buffer.alloc(0) }],
    ['it says 65,535 × 65,535', { harm: (map) => header(header(map, 5, 65535), 7, 65535) }],
    ['it says 8,000 × 60', { harm: (map) => header(map, 7, 8000) }],
    ['it says 0 × 60', { harm: (map) => header(map, 7, 0) }],
    ['it is larger than the image', { scale: 0.5 }],
    ['it is another format', { harm: (map) => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), map]) }],
    ['its place is off by one', { astray: 1 }],
    ['its place is before it', { astray: -100 }],
    ['its place is far behind the end', { astray: 4_000_000_000 }],
    ['it says nothing', { said: Buffer.alloc(0) }],
    ['it says nothing behind its name', { said: saying() }],
    ['it breaks off in its parameters', { said: tellers.iso.subarray(0, 60) }],
    ['it says a version that we don’t know', { said: saying(0, 1, ...tellers.iso.subarray(34)) }],
    ['it divides by zero', { said: saying(0, 0, 0, 0, 0x40, ...Array(56).fill(0)) }],
    ['it has no number', { said: adobe('GainMapMax="2"', 'GainMapMax="x"') }],
    ['it has light without end', { said: adobe('GainMapMax="2"', 'GainMapMax="9999"') }],
    ['it has no headroom', { said: adobe('HDRCapacityMax="2"', 'HDRCapacityMax="0"') }],
    ['it goes the other way', { said: adobe('IsHDR="False"', 'IsHDR="True"') }],
    [
      'its headroom is below 1',
      { said: Buffer.from(tellers.apple.toString('latin1').replace('>4<', '>0<'), 'latin1') },
    ],
  ];
  test.each(rows)('%s', async (_, light) => {
    const query = 'w=80&cs=origin';
    const plain = await making(await chart({ ...size, format: 'jpeg' }), query);
    expect(await making(await drawn({}, light), query)).toEqual(plain);
  });

  test.each([
    ['directory far away', 4, 0xffffff00],
    ['directory without end', 8, 0xffff],
    ['entries without end', 14, 0xffffffff],
    ['entries far away', 18, 0xffffff00],
  ])('index: %s', async (_, at, value) => {
    const original = await drawn();
    original.writeUInt32LE(value, original.indexOf('MPF\0', 0, 'latin1') + 4 + at);
    expect((await making(original, 'w=80&cs=origin')).length).toBeGreaterThan(0);
  });

  test('whatever its bytes are, the image is the same', async () => {
    const original = await drawn();
    const pixelsOf = (bytes: Buffer) => sharp(bytes).raw().toBuffer();
    const plain = await pixelsOf(await making(original, 'w=80&cs=p3'));
    const places = fc.oneof(
      fc.integer({ min: original.indexOf('MPF\0', 0, 'latin1') + 4, max: original.indexOf('MPF\0', 0, 'latin1') + 61 }),
      fc.integer({ min: original.length - (mapOf(original)?.length ?? 0), max: original.length - 1 }),
    );
    const harm = fc.array(fc.tuple(places, fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(harm, async (changes) => {
        const harmed = Buffer.from(original);
        for (const [at, value] of changes) harmed[at] = value;
        expect(await pixelsOf(await making(harmed, 'w=80&cs=origin'))).toEqual(plain);
      }),
      { numRuns: 150, seed: 21496 },
    );
  });

  test('a map that takes what is given is left out beforehand', async () => {
    const large = await drawn({ width: 1600, height: 1200 }, { scale: 1 });
    const costOf = async (query: string, limits = config.limits) =>
      (
        await prepare(probe(large, limits), {
          variant: asked(query),
          limits,
          budget: { bytes: 1e6, left: () => 30_000 },
        })
      ).cost.milliseconds;
    const [plain, both] = [await costOf('w=800'), await costOf('w=800&cs=origin')];
    expect(both).toBeGreaterThan(plain);
    const limits = { ...config.limits, milliseconds: (plain + both) / 2 };
    const budget = { bytes: 1e6, left: () => 30_000 };
    expect(remains((await derive(large, { variant: asked('w=800&cs=origin'), limits, budget })).bytes)).toEqual([]);
    expect(
      remains((await derive(large, { variant: asked('w=800&cs=origin'), limits: config.limits, budget })).bytes),
    ).not.toEqual([]);
  });
});

describe('within bytes', () => {
  const photo = async () => {
    const base = await sharp(await photograph(600, 400))
      .jpeg({ quality: 95 })
      .toBuffer();
    const map = await sharp(await photograph(300, 200, 40))
      .toColorspace('b-w')
      .jpeg({ quality: 90 })
      .toBuffer();
    return lit(base, told(map, tellers.iso));
  };

  test('first the quality is lowered, then the map is dropped and the quality is back', async () => {
    const original = await photo();
    const at = async (parameters: Variant) => deriving(original, { w: 500, cs: 'origin', q: 80, ...parameters });
    const full = await at({});
    const map = mapOf(full.bytes)?.length ?? 0;
    expect(map).toBeGreaterThan(5000);
    const lower = await at({ 'max-bytes': full.bytes.length - 4000 });
    expect(lower.bytes.length).toBeLessThanOrEqual(full.bytes.length - 4000);
    expect(mapOf(lower.bytes)?.length).toBe(map);
    const without = await at({ 'max-bytes': map });
    expect(without.bytes.length).toBeLessThanOrEqual(map);
    expect(remains(without.bytes)).toEqual([]);
    expect(without.note).toBeUndefined();
  });

  test('the limit of the answer too', async () => {
    const original = await photo();
    const parameters: Variant = { w: 500, cs: 'origin', q: 80 };
    const map = mapOf((await deriving(original, parameters)).bytes)?.length ?? 0;
    const { bytes } = await deriving(original, parameters, { bytes: map });
    expect(bytes.length).toBeLessThanOrEqual(map);
    expect(remains(bytes)).toEqual([]);
  });

  test('with little time left there is no map', async () => {
    const { bytes } = await deriving(await photo(), { w: 500, cs: 'origin' }, { left: () => 2500 });
    expect(remains(bytes)).toEqual([]);
  });

  test.each(['auto', 'auto-best', 40, 90] as const)('q=%s is the image’s own', async (q) => {
    const original = await photo();
    const qualityOf = async (parameters: Variant) =>
      (await deriving(original, { w: 500, q, ...parameters })).candidates?.[0]?.quality;
    expect(await qualityOf({ cs: 'origin' })).toBe(await qualityOf({}));
  });

  test('a smaller image without the map is not preferred', async () => {
    // A flat drawing is smaller as PNG.
    const { type, bytes } = await deriving(await drawn(), { format: 'auto', cs: 'origin' });
    expect([type, remains(bytes).includes('a second image')]).toEqual(['image/jpeg', true]);
  });
});

describe('nothing else of the file is kept', () => {
  const metadata = {
    gps: true,
    serial: 'SN-0042-1977',
    copyright: 'Ann Mueller 2026',
    xmp: '<x:secret>somewhere</x:secret>',
  };
  const original = async (profile?: 'p3') => {
    const base = await chart({ ...size, format: 'jpeg', metadata, ...(profile && { profile }) });
    const map = await chart({ width: 80, height: 60, format: 'jpeg', metadata: { ...metadata, serial: 'MAP-00077' } });
    const comment = Buffer.from('\xff\xfe\x00\x12told by the map!', 'latin1');
    const longer = Buffer.concat([tellers.iso, Buffer.from('hidden behind the numbers')]);
    longer.writeUInt16BE(longer.length - 2, 2);
    return Buffer.concat([lit(base, told(told(map, longer), comment)), Buffer.from('a trailer of the maker')]);
  };

  test.each(['w=80&cs=origin', 'cs=origin&q=100', 'cs=origin&rot=90'])('?%s', async (query) => {
    const bytes = await making(await original(), query);
    const secrets = [
      ...(await secretsOf(await original())),
      'MAP-00077',
      'told by the map',
      'hidden behind',
      'a trailer',
    ];
    expect(secrets).toContain(metadata.serial);
    expect(mapOf(bytes)).toBeDefined();
    expect(secrets.filter((secret) => bytes.includes(secret, 0, 'latin1'))).toEqual([]);
    expect(applications(bytes)).toEqual(['urn:iso:std:iso:ts:21496:-1', 'MPF']);
    expect(applications(mapOf(bytes) ?? Buffer.alloc(0))).toEqual(['urn:iso:std:iso:ts:21496:-1']);
  });

  test('but the image’s own profile', async () => {
    const bytes = await making(await original('p3'), 'w=80&cs=origin');
    expect(applications(bytes)).toEqual(['ICC_PROFILE', 'urn:iso:std:iso:ts:21496:-1', 'MPF']);
  });

  test('and the rights, on request', async () => {
    const bytes = await making(await original(), 'w=80&cs=origin&metadata=copyright');
    expect(await readRights(bytes)).toEqual({ copyright: metadata.copyright, artist: metadata.copyright });
    expect(await lightAt(bytes, [[0.9, 0.9]])).not.toEqual([1]);
    expect(applications(bytes).slice(-2)).toEqual(['urn:iso:std:iso:ts:21496:-1', 'MPF']);
  });
});

/** Names of the application segments and comments before the first scan. */
const applications = (jpeg: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg.readUInt8(at + 1);
    const [name = ''] = jpeg.toString('latin1', at + 4, at + 44).split('\0');
    if ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe) names.push(name);
  }
  return names;
};

describe('through the whole edge', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge({ 'lit.jpg': await drawn({ orientation: 6 }) }, { explain: 'on' });
  });
  afterAll(() => edge.close());

  test.each([
    ['/lit.jpg?w=80&icc=origin', 'image/jpeg', '80x60 40x30 RGYB RGYB'],
    ['/lit.jpg?w=80', 'image/jpeg', '80x60  RGYB '],
    ['/lit.jpg?w=80&format=auto&cs=origin', 'image/webp', '80x60  RGYB '],
  ])('%s is %s, %s', async (path, type, expected) => {
    const response = await edge.get(path, { headers: { accept: chrome } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(await seen(Buffer.from(await response.arrayBuffer()))).toBe(expected);
  });

  test('where the work can be killed', async () => {
    const variant = asked('w=80&cs=origin');
    const budget = { bytes: 1e6, left: () => 30_000 };
    const { bytes, gainMap } = await deriveInWorker(await drawn(), { variant, limits: config.limits, budget });
    expect([await seen(bytes), gainMap]).toEqual(['80x60 40x30 RGYB RGYB', true]);
  });

  test('/lit.jpg?w=80&cs=origin&explain=1 reports it', async () => {
    const told = await (await edge.get('/lit.jpg?w=80&cs=origin&explain=1')).json();
    expect(told).toMatchObject({ original: { gainMap: true }, derivative: { gainMap: true } });
  });
});

describe('the original itself', () => {
  test('keeps its map, not a pixel of the image encoded again', async () => {
    const original = await drawn({ metadata: { serial: 'SN-0042-1977' }, quality: 50 });
    const bytes = await making(original, 'cs=origin&q=100');
    expect(await seen(bytes)).toBe('160x120 80x60 RGYB RGYB');
    const pixels = (file: Buffer) => sharp(file).raw().toBuffer();
    expect(await pixels(bytes)).toEqual(await pixels(original));
  });

  test.each([
    ['with a map', drawn, true],
    ['without', () => chart({ ...size, format: 'jpeg' }), false],
    ['with a broken index', () => drawn({}, { astray: 1 }), false],
    ['of another format', () => chart({ ...size, format: 'png' }), false],
  ])('format=json, %s', async (_, draw, gainMap) => {
    const bytes = await making(await draw(), 'format=json&w=20');
    expect(JSON.parse(bytes.toString()).original).toMatchObject({ gainMap });
  });
});
