import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  orientationOf,
  orientedSize,
  orientedWindow,
  storedWindow,
} from '../../../../edge/image/geometry/orientation.ts';
import { type Measurements, type Original, type Plan, planGeometry } from '../../../../edge/image/geometry/plan.ts';
import { longer, type Size, type Window, whole } from '../../../../edge/image/geometry/size.ts';
import { canonical } from '../../../../edge/query/canonical.ts';
import type { Variant } from '../../../../edge/query/parameters.ts';
import { variantOf } from '../../../support/derivative.ts';

const landscape = { width: 1200, height: 800 };
const small = { width: 300, height: 200 };
const panorama = { width: 20_000, height: 100 };

type Row = [query: string, original: Size, size: [width: number, height: number], window?: [left: number, top: number]];

const sizes: Row[] = [
  ['w=400', landscape, [400, 267]],
  ['h=400', landscape, [600, 400]],
  ['w=400&h=400', landscape, [400, 267]],
  ['w=0.5', landscape, [600, 400]],
  ['w=50%&h=0.25', landscape, [300, 200]],
  ['w=200&dpr=2', landscape, [400, 267]],
  ['w=333&dpr=1.5', landscape, [500, 333]],
  ['q=50', landscape, [1200, 800]],
  ['w=400&h=400&fit=cover', landscape, [400, 400], [100, 0]],
  ['w=400&h=400&fit=cover&position=left', landscape, [400, 400], [0, 0]],
  ['w=400&h=400&fit=cover&position=bottom-right', landscape, [400, 400], [200, 0]],
  ['w=400&h=400&fit=cover&fp-x=0.6', landscape, [400, 400], [160, 0]],
  ['w=400&h=100&fit=cover&fp-y=0.9', landscape, [400, 100], [0, 167]],
  ['w=400&h=400&fit=contain', landscape, [400, 400]],
  ['w=400&h=400&fit=fill', landscape, [400, 400]],
  ['w=400&h=400&fit=outside', landscape, [600, 400]],
  // A box that can't be filled shrinks, keeping its shape.
  ['w=600', small, [300, 200]],
  ['w=600&h=600&fit=cover', small, [200, 200], [50, 0]],
  ['w=600&h=600&fit=contain', small, [300, 300]],
  ['w=600&h=300&fit=fill', small, [300, 150]],
  ['w=600&h=600&fit=outside', small, [300, 200]],
  ['w=600&enlarge=true', small, [600, 400]],
  ['w=600&h=600&fit=cover&enlarge=true', small, [600, 600], [150, 0]],
  ['w=8192&enlarge=1&dpr=5', small, [8192, 5461]],
  ['w=100&h=100&fit=cover', panorama, [100, 100], [9950, 0]],
  ['w=8192&h=8192&fit=cover&enlarge=1', panorama, [8192, 8192]],
  // Shapes.
  ['ar=16:9&w=320&fit=inside', landscape, [270, 180]],
  ['ar=16:9&w=320&fit=cover', landscape, [320, 180], [0, 17]],
  ['ar=1&h=300&fit=cover', landscape, [300, 300], [75, 0]],
  ['ar=1', landscape, [800, 800], [200, 0]],
  ['ar=1&fit=contain', landscape, [1200, 1200]],
  ['ar=2&fit=fill', landscape, [1200, 600]],
  ['ar=1&w=300&h=200&fit=cover', landscape, [300, 200], [0, 0]],
  // Regions: of the original, before everything.
  ['rect=100,100,300,300', landscape, [300, 300], [100, 100]],
  ['rect=0.5,0,0.5,1', landscape, [600, 800], [600, 0]],
  ['rect=0,0,1,1', landscape, [1200, 800], [0, 0]],
  ['rect=600,200,0,0', landscape, [600, 600], [600, 200]],
  ['rect=1100,700,900,900', landscape, [100, 100], [1100, 700]],
  ['rect=600,200,-100,-200', landscape, [500, 400], [600, 200]],
  ['rect=0.5,0,-0.25,0', landscape, [300, 800], [600, 0]],
  ['rect=600,200,-700,-900', landscape, [1, 1], [600, 200]],
  ['rect=600,0,600,800&w=300', landscape, [300, 400], [300, 0]],
  ['rect=600,0,600,800&w=300&h=300&fit=cover&position=top', landscape, [300, 300], [300, 0]],
  ['rect=right,bottom,300,200', landscape, [300, 200], [900, 600]],
  ['rect=center,middle,300,200', landscape, [300, 200], [450, 300]],
  ['rect=o25,10,0.5,200', landscape, [600, 200], [150, 10]],
  ['rect=left,top,2000,200', landscape, [1200, 200], [0, 0]],
  ['rect=300,200', landscape, [300, 200], [450, 300]],
  ['rect=300,200&position=top-left', landscape, [300, 200], [0, 0]],
  ['rect=0.5,0&position=right', landscape, [600, 800], [600, 0]],
  ['rect=300,200&position=0.5x0.9&rot=90', landscape, [200, 300], [300, 900]],
  ['rect=600,400&position=1x0.5&w=200&h=200&fit=cover', landscape, [200, 200], [400, 100]],
  // What is kept of the resized image.
  ['w=600&window=10,20,300,200', landscape, [300, 200], [10, 20]],
  ['w=600&window=500,300,900,0', landscape, [100, 100], [500, 300]],
  ['w=600&window=right,bottom,300,200', landscape, [300, 200], [300, 200]],
  ['w=600&window=300,200&dpr=2', landscape, [600, 400], [300, 200]],
  ['w=300&window=5,5,50,50&dpr=2', landscape, [100, 100], [10, 10]],
  ['w=0.5&window=0,0,0.5,1', landscape, [300, 400], [0, 0]],
  ['w=300&h=300&fit=outside&window=300,300&position=left', landscape, [300, 300], [0, 0]],
  ['w=600&h=150&fit=outside&window=600,150&position=bottom', small, [300, 150], [0, 50]],
  ['w=600&h=600&fit=outside&window=600,600', small, [300, 200], [0, 0]],
  ['w=300&h=300&fit=contain&window=0,0,300,100', landscape, [300, 100], [0, 0]],
  // A canvas may be larger than its image, or smaller.
  ['w=300&canvas=400,400', landscape, [400, 400], [0, 0]],
  ['w=300&canvas=100,300&position=left', landscape, [100, 300], [0, 0]],
  ['w=300&canvas=0,300&dpr=2', landscape, [600, 600], [0, 0]],
  ['canvas=8192,8192&dpr=5', small, [8192, 8192], [0, 0]],
  ['w=600&h=600&fit=fillmax', small, [600, 600], [0, 0]],
  ['w=600&fit=fillmax', small, [600, 400], [0, 0]],
  ['w=150&h=300&fit=fillmax', small, [150, 300], [0, 0]],
  ['w=600&h=600&fit=fillmax&enlarge=1', small, [600, 600], [0, 0]],
  // Nearer.
  ['zoom=2', landscape, [600, 400], [300, 200]],
  ['zoom=2&position=0x0&w=300', landscape, [300, 200], [0, 0]],
  ['zoom=4&position=0.9x0.5&w=100&h=100&fit=cover', landscape, [100, 100], [490, 150]],
  // Bounds.
  ['h=200&fit=cover&max-w=200', landscape, [200, 200], [50, 0]],
  ['h=200&fit=cover&max-w=400', landscape, [300, 200], [0, 0]],
  ['h=200&fit=cover&min-w=400', landscape, [400, 200], [0, 34]],
  ['w=300&max-h=100&fit=cover&dpr=2', landscape, [600, 200], [0, 100]],
  ['max-w=600', landscape, [600, 400]],
  ['min-h=400&enlarge=1&fit=cover', small, [300, 400], [150, 0]],
  // Ways round.
  ['mirror=h&rot=90&rect=0,0,600,800', landscape, [800, 600], [0, 0]],
  ['mirror=v&rot=90&rect=0,0,600,800', landscape, [800, 600], [0, 600]],
  ['rot=450&w=400', landscape, [400, 600]],
  ['rot=-1170&w=400', landscape, [400, 600]],
  ['rot=90&w=400', landscape, [400, 600]],
  ['rot=180&w=400', landscape, [400, 267]],
  ['rot=-90&w=400&h=400&fit=cover&position=top', landscape, [400, 400], [0, 0]],
  ['flip=h&w=400', landscape, [400, 267]],
  ['rot=90&rect=0,0,600,800', landscape, [800, 600], [0, 0]],
  ['flip=h&rect=0,0,600,800', landscape, [600, 800], [600, 0]],
  // What stands around an image comes to its size.
  ['w=300&pad=10', landscape, [320, 220]],
  ['w=300&pad=10,20', landscape, [340, 220]],
  ['w=300&pad=1,2,3,4', landscape, [306, 204]],
  ['w=300&pad=1,2,3', landscape, [304, 204]],
  ['w=300&pad=10&dpr=2', landscape, [640, 440]],
  ['w=300&border=5', landscape, [310, 210]],
  ['w=300&border=5,f00&pad=10', landscape, [330, 230]],
  ['w=300&rot=45', landscape, [354, 354]],
  ['w=300&rot=-45', landscape, [354, 354]],
  ['w=300&rot=60', landscape, [323, 360]],
  ['w=300&rot=30&pad=5', landscape, [370, 333]],
  ['w=300&rot=100', landscape, [249, 330]],
  ['w=300&rot=-100', landscape, [249, 330]],
  ['w=300&rot=-360', landscape, [300, 200]],
  ['w=8192&pad=4096&dpr=5&enlarge=1', landscape, [8188, 6823]],
];

test.each(sizes)('%s of %o', (query, original, [width, height], at) => {
  const planned = planGeometry(variantOf(query), original);
  expect(planned.size).toEqual({ width, height });
  if (at) expect([planned.window.left, planned.window.top]).toEqual(at);
});

const cuts: [query: string, original: Original, sight: Measurements, cut: Window | undefined][] = [
  ['rect=600,0,600,800&w=300', landscape, {}, undefined],
  ['rect=600,0,600,800&w=1200&enlarge=1', landscape, {}, { left: 600, top: 0, width: 600, height: 800 }],
  ['rect=600,0,600,800&w=1200', { ...landscape, format: 'svg' }, {}, undefined],
  [
    'trim=auto&w=300',
    landscape,
    { trimmed: { left: 9, top: 8, width: 600, height: 400 } },
    { left: 9, top: 8, width: 600, height: 400 },
  ],
  ['trim=auto&w=300', landscape, { trimmed: whole(landscape) }, undefined],
  ['rot=90&rect=600,0,600,800&w=2000&enlarge=1', landscape, {}, { left: 600, top: 0, width: 600, height: 800 }],
  [
    'rect=0,0,600,800&w=900&enlarge=1',
    { ...landscape, orientation: 2 },
    {},
    { left: 600, top: 0, width: 600, height: 800 },
  ],
  [
    'rect=0,0,600,300&w=900&enlarge=1',
    { ...landscape, orientation: 6 },
    {},
    { left: 0, top: 600, width: 300, height: 600 },
  ],
];

test.each(cuts)('%s of %o, having seen %o, cuts %o first', (query, original, sight, cut) => {
  expect(planGeometry(variantOf(query), original, sight).cut).toEqual(cut);
});

const frames: [query: string, count: number, shown: Plan['frames']][] = [
  ['w=10', 1, { first: 0, count: 1 }],
  ['w=10', 24, { first: 0, count: 24 }],
  ['anim=false', 24, { first: 0, count: 1 }],
  ['frame=1', 24, { first: 0, count: 1 }],
  ['frame=24', 24, { first: 23, count: 1 }],
  ['frame=99', 24, { first: 23, count: 1 }],
];

test.each(frames)('%s of %i frames', (query, count, shown) => {
  expect(planGeometry(variantOf(query), { ...small, frames: count }).frames).toEqual(shown);
});

const radii: [query: string, radii: number[] | undefined][] = [
  ['w=300', undefined],
  ['w=300&radius=0', undefined],
  ['w=300&radius=20', [20, 20, 20, 20]],
  ['w=300&radius=20&dpr=2', [40, 40, 40, 40]],
  ['w=300&radius=1,2,3,4', [1, 2, 3, 4]],
  ['w=300&radius=1,2', [1, 2, 1, 2]],
  ['w=300&radius=1,2,3', [1, 2, 3, 2]],
  ['w=300&radius=max', [100, 100, 100, 100]],
  ['w=300&radius=300', [100, 100, 100, 100]],
  ['w=300&radius=max&border=10', [110, 110, 110, 110]],
];

test.each(radii)('%s: corners %o', (query, expected) => {
  expect(planGeometry(variantOf(query), landscape).radii).toEqual(expected);
});

describe('any variant of any original', () => {
  const side = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 }));
  const length = fc.oneof(fc.integer({ min: 1, max: 8192 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }));
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const original = fc.record({
    width: side,
    height: side,
    orientation: fc.integer({ min: 1, max: 8 }),
  });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
  const place = fc.oneof(side, share, fc.constantFrom('o0', 'o50', 'o100', '100p', 0));
  const rectangle = fc.oneof(fc.tuple(side, side), fc.tuple(place, place, side, side));
  const parameters = {
    w: maybe(length),
    h: maybe(length),
    dpr: maybe(fc.double({ min: 0.5, max: 5, noNaN: true })),
    ar: maybe(fc.double({ min: 0.01, max: 100, noNaN: true })),
    fit: maybe(fc.constantFrom('inside', 'cover', 'contain', 'fillmax', 'fill', 'outside')),
    position: maybe(fc.tuple(share, share)),
    rect: maybe(rectangle),
    window: maybe(rectangle),
    canvas: maybe(fc.tuple(length, length)),
    zoom: maybe(fc.double({ min: 1, max: 100, noNaN: true })),
    'max-w': maybe(side),
    'max-h': maybe(side),
    'min-w': maybe(side),
    'min-h': maybe(side),
    mirror: maybe(fc.constantFrom('h', 'v', 'hv')),
    flip: maybe(fc.constantFrom('h', 'v', 'hv')),
    rot: maybe(fc.integer({ min: -360, max: 360 })),
    pad: maybe(fc.array(fc.integer({ min: 0, max: 4096 }), { minLength: 4, maxLength: 4 })),
    border: maybe(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.constant('ff0000'))),
    enlarge: maybe(fc.boolean()),
  };
  const asked = (wanted: { [parameter: string]: fc.Arbitrary<unknown> }) =>
    fc
      .record(wanted)
      .map(
        (variant) => Object.fromEntries(Object.entries(variant).filter(([, value]) => value !== undefined)) as Variant,
      );
  const holds = (
    wanted: { [parameter: string]: fc.Arbitrary<unknown> },
    check: (variant: Variant, original: Original) => void,
  ) =>
    fc.assert(
      fc.property(asked(wanted), original, (variant, image) => {
        try {
          check(variant, image);
        } catch (error) {
          throw new Error(`${canonical(variant)} of ${image.width} x ${image.height}`, { cause: error });
        }
      }),
      { numRuns: 3000 },
    );
  const inside = (window: Window, size: Size) => {
    expect(Math.min(window.left, window.top)).toBeGreaterThanOrEqual(0);
    expect(Math.min(window.width, window.height)).toBeGreaterThanOrEqual(1);
    expect(window.left + window.width).toBeLessThanOrEqual(size.width);
    expect(window.top + window.height).toBeLessThanOrEqual(size.height);
  };

  test('whole pixels, each window inside what it looks at, no side past 8192', () => {
    holds(parameters, (variant, image) => {
      const { seen, region, cut, scaled, window, edges, border, pad, size } = planGeometry(variant, image);
      inside(region, seen);
      if (cut) inside(cut, orientedSize(image, orientationOf(image.orientation ?? 1, {}, 0)));
      inside(window, scaled);
      const numbers = [region, scaled, window, edges, border, pad, size].flatMap((part) => Object.values(part));
      expect(numbers.every((number) => Number.isInteger(number) && number >= 0)).toBe(true);
      expect(longer(size)).toBeLessThanOrEqual(8192);
    });
  });

  test('nothing is enlarged unless requested', () => {
    const { enlarge: _, ...rest } = parameters;
    holds(rest, (variant, image) => {
      const { region, cut, seen, turn, scaled } = planGeometry(variant, image);
      const source = cut ? orientedSize(cut, turn) : seen;
      expect(scaled.width).toBeLessThanOrEqual(source.width);
      expect(scaled.height).toBeLessThanOrEqual(source.height);
      expect(region.width).toBeLessThanOrEqual(seen.width);
    });
  });

  test('the shape is kept, within a pixel of rounding', () => {
    const { rect: _, zoom: ___, rot: __, ...rest } = parameters;
    holds({ ...rest, fit: maybe(fc.constantFrom('inside', 'cover', 'contain', 'outside')) }, (variant, image) => {
      const { cut, seen, turn, scaled } = planGeometry(variant, image);
      const source = cut ? orientedSize(cut, turn) : seen;
      const [x, y] = [scaled.width / source.width, scaled.height / source.height];
      expect(Math.abs(source.width * y - scaled.width)).toBeLessThanOrEqual(1 + source.width / source.height);
      expect(Math.abs(source.height * x - scaled.height)).toBeLessThanOrEqual(1 + source.height / source.width);
    });
  });

  test('a box that shrinks keeps its shape; one that need not is filled exactly', () => {
    const { ar, position, flip, mirror, enlarge } = parameters;
    const rest = { ar, position, flip, mirror, enlarge };
    const box = {
      ...rest,
      w: fc.integer({ min: 20, max: 1500 }),
      h: fc.integer({ min: 20, max: 1500 }),
      dpr: fc.constant(1),
    };
    holds({ ...box, fit: fc.constantFrom('cover', 'contain', 'fill') }, (variant, image) => {
      const { size } = planGeometry(variant, image);
      const [w, h] = [Number(variant.w), Number(variant.h)];
      const share = w > h ? size.width / w : size.height / h;
      expect(Math.abs(size.width - Math.max(1, w * share))).toBeLessThanOrEqual(1);
      expect(Math.abs(size.height - Math.max(1, h * share))).toBeLessThanOrEqual(1);
      const fills = variant.enlarge || (image.width >= w && image.height >= h);
      if (fills) expect(size).toEqual({ width: w, height: h });
    });
  });

  test('what EXIF turns is planned as if it were upright', () => {
    holds(parameters, (variant, image) => {
      const { cut: _, turn: __, resize: ___, ...turned } = planGeometry(variant, image);
      const {
        cut: ____,
        turn: _____,
        resize: ______,
        ...upright
      } = planGeometry(variant, { ...image, orientation: 1 });
      expect(turned).toEqual(upright);
    });
  });

  test('a window rotated and rotated back is unchanged', () => {
    fc.assert(
      fc.property(
        original,
        share,
        share,
        fc.constantFrom('h', 'v', 'hv', undefined),
        fc.integer(),
        (image, x, y, flip, clockwise) => {
          const turn = orientationOf(image.orientation, flip ? { flip } : {}, clockwise % 8);
          const window = {
            left: Math.floor(x * (image.width - 1)),
            top: Math.floor(y * (image.height - 1)),
            width: 1,
            height: 1,
          };
          const seen = orientedSize(image, turn);
          expect(storedWindow(orientedWindow(window, turn, seen), turn, seen)).toEqual(window);
          inside(orientedWindow(window, turn, seen), seen);
        },
      ),
    );
  });
});
