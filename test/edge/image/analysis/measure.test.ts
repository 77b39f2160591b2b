import { describe, expect, test } from 'vitest';
import { sharp } from '../../../../edge/image/sharp.ts';
import { drawn, pointOf } from '../../../support/derivative.ts';
import { type Chart, chart, near } from '../../../support/images/chart.ts';

const white = { r: 255, g: 255, b: 255, alpha: 1 };

/** A chart with a border of `sides` pixels (top, right, bottom, left) around it. */
const bordered = async (
  format: 'png' | 'jpeg' | 'webp' | 'gif',
  background: object,
  [top, right, bottom, left]: number[],
  inner: Partial<Chart> = {},
) => {
  const image = await chart({ width: 60, height: 40, format: 'png', ...inner });
  const whole = sharp(image, { animated: true }).extend({
    top: top ?? 0,
    right: right ?? 0,
    bottom: bottom ?? 0,
    left: left ?? 0,
    background,
  });
  return format === 'gif'
    ? whole.gif().toBuffer()
    : format === 'png'
      ? whole.png().toBuffer()
      : format === 'webp'
        ? whole.webp({ lossless: true }).toBuffer()
        : whole.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
};

const sides = [7, 20, 11, 3];
const see = { r: 0, g: 0, b: 0, alpha: 0 };

const red = [255, 0, 0, 255] as const;
const nearlyRed = bordered('png', { r: 245, g: 20, b: 20 }, sides, { colors: [red, red, red, red] });

const trims: [name: string, bytes: Promise<Buffer>, query: string, size: [number, number]][] = [
  ['PNG', bordered('png', white, sides), 'trim=auto', [60, 40]],
  ['JPEG', bordered('jpeg', white, sides), 'trim=auto', [60, 40]],
  ['WebP', bordered('webp', white, sides), 'trim=auto', [60, 40]],
  ['see-through', bordered('png', see, sides), 'trim=auto', [60, 40]],
  ['black', bordered('png', { r: 0, g: 0, b: 0 }, sides), 'trim=auto', [60, 40]],
  ['resized', bordered('png', white, sides), 'trim=auto&w=30', [30, 20]],
  ['cut to a box', bordered('png', white, sides), 'trim=auto&w=20&h=20&fit=cover', [20, 20]],
  ['turned', bordered('png', white, sides), 'trim=auto&rot=90', [40, 60]],
  ['nothing to trim', chart({ width: 60, height: 40, format: 'png' }), 'trim=auto', [60, 40]],
  [
    'nothing else',
    sharp({ create: { width: 9, height: 9, channels: 3, background: white } })
      .png()
      .toBuffer(),
    'trim=auto',
    [9, 9],
  ],
  [
    'two pixels',
    sharp({ create: { width: 2, height: 1, channels: 3, background: white } })
      .png()
      .toBuffer(),
    'trim=auto',
    [2, 1],
  ],
  // Of what rect keeps: here without the left and the top border.
  ['in a rect', bordered('png', white, sides), 'rect=0,3,43,30&trim=auto', [40, 26]],
  // A border that is nearly white.
  ['below the tolerance', nearlyRed, 'trim=30', [83, 58]],
  ['above the tolerance', nearlyRed, 'trim=10', [60, 40]],
];

test.each(trims)('trim, %s', async (_, bytes, query, [width, height]) => {
  const { plan } = await drawn(await bytes, query);
  expect(plan.size).toEqual({ width, height });
});

test('nothing of the border shines through at the edge, however much it is shrunk', async () => {
  const red = [255, 0, 0, 255] as const;
  const image = await drawn(await bordered('png', white, sides, { colors: [red, red, red, red] }), 'trim=auto&w=17');
  for (let at = 0; at < image.bytes.length; at += 3) expect([...image.bytes.subarray(at, at + 3)]).toEqual([255, 0, 0]);
});

test('a line of one pixel is no noise where nothing is lossy', async () => {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path fill="#fff" d="M0 0h40v30H0z"/><path d="M5 6h1v20h-1z"/></svg>';
  const png = await sharp(Buffer.from(drawing)).png().toBuffer();
  for (const bytes of [png, Buffer.from(drawing)]) {
    const { plan } = await drawn(bytes, 'trim=auto&format=png');
    expect(plan.region).toEqual({ left: 5, top: 6, width: 1, height: 20 });
  }
});

test('an animation is trimmed to what any of its frames shows', async () => {
  const frame = async (left: number, top: number) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background: white } })
      .composite([{ input: await chart({ width: 10, height: 10, format: 'png' }), left, top }])
      .png()
      .toBuffer();
  const frames = [await frame(5, 8), await frame(30, 20)];
  const moving = await sharp(frames, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  const { plan, ...pixels } = await drawn(moving, 'trim=auto');
  expect(plan.region).toEqual({ left: 5, top: 8, width: 35, height: 22 });
  expect([pixels.frames, pixels.width, pixels.height]).toEqual([2, 35, 22]);
});

test.each([1, 3, 6, 8] as const)('trim of orientation %i looks at what is seen', async (orientation) => {
  const red = [255, 0, 0, 255] as const;
  const upright = await bordered('png', white, [10, 5, 20, 25], { colors: [red, red, red, red] });
  const image = sharp(upright).rotate({ 1: 0, 3: 180, 6: 270, 8: 90 }[orientation]);
  const { plan } = await drawn(await image.withMetadata({ orientation }).png().toBuffer(), 'trim=auto');
  expect(plan.region).toEqual({ left: 25, top: 10, width: 60, height: 40 });
});

// A white disc on a plain color is what eyes go to, and where there is most to see.
const blue = [40, 60, 120, 255] as const;
const plain = { colors: [blue, blue, blue, blue] } as const;
const discs: [at: string, disc: { x: number; y: number; radius: number }, size: [number, number]][] = [
  ['left', { x: 0.15, y: 0.5, radius: 0.12 }, [400, 200]],
  ['right', { x: 0.85, y: 0.5, radius: 0.12 }, [400, 200]],
  ['top', { x: 0.5, y: 0.15, radius: 0.12 }, [200, 400]],
  ['bottom', { x: 0.5, y: 0.85, radius: 0.12 }, [200, 400]],
];

describe.each(['attention', 'entropy'])('position=%s', (position) => {
  const inMiddle = async (bytes: Buffer, query: string) => {
    const image = await drawn(bytes, `fit=cover&position=${position}&${query}`);
    let discPixels = 0;
    for (let y = 0.01; y < 1; y += 0.02)
      for (let x = 0.01; x < 1; x += 0.02) if (near(pointOf(image, x, y), [255, 255, 255, 255], 60)) discPixels++;
    return { image, discPixels };
  };

  test.each(discs)('keeps a disc at the %s', async (_, disc, [width, height]) => {
    const bytes = await chart({ width, height, format: 'jpeg', disc, ...plain });
    const { image, discPixels } = await inMiddle(bytes, 'w=100&h=100');
    expect([image.width, image.height]).toEqual([100, 100]);
    // All of it: 2,500 points, of which the disc covers pi times 0.12 squared.
    expect(discPixels).toBeGreaterThan(95);
  });

  test('whichever way the image is turned, and within a region', async () => {
    const disc = { x: 0.85, y: 0.5, radius: 0.12 };
    for (const orientation of [1, 4, 6, 7] as const) {
      const bytes = await chart({ width: 400, height: 200, format: 'jpeg', orientation, disc, ...plain });
      for (const query of [
        'w=100&h=100',
        'w=100&h=100&rot=90',
        'w=100&h=100&flip=h',
        'w=60&h=60&rect=200,0,200,200',
        'w=50&h=100&rect=0.5,0,0.5,1',
      ])
        expect((await inMiddle(bytes, query)).discPixels, query).toBeGreaterThan(90);
    }
  });

  test('of an animation, the frame that is shown first', async () => {
    const bytes = await chart({
      width: 400,
      height: 200,
      format: 'gif',
      frames: 2,
      disc: { x: 0.15, y: 0.5, radius: 0.12 },
      ...plain,
    });
    expect((await inMiddle(bytes, 'w=100&h=100')).discPixels).toBeGreaterThan(95);
  });

  test('a crop that keeps all looks nowhere', async () => {
    const bytes = await chart({ width: 400, height: 200, format: 'jpeg' });
    expect((await drawn(bytes, `w=100&h=50&fit=cover&position=${position}`)).plan.window).toMatchObject({
      left: 0,
      top: 0,
    });
  });
});
