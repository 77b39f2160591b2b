import chromium from '@sparticuz/chromium';
import { type Page, chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import { probe } from '../../edge/image/formats/probe.ts';
import { prepare } from '../../edge/image/make.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { config } from '../support/config.ts';
import { type Drawing, drawings } from './drawings.ts';

/** How one drawing is shown, against Chromium's picture of the original: shares of pixels that differ, and what we say. */
export type Comparison = {
  feature: string;
  sanitized: Result;
  rasterized: Result;
  /** By librsvg as it comes, of the original as it is. */
  librsvg: number;
};

type Result = { share: number; reason: string | undefined };

/** A share of pixels that nobody sees: edges of letters and of enlarged images. */
export const unseen = 0.02;

/** Compares all drawings, each by itself, in the browser that the tests have. */
export const compareDrawings = async (told: (row: Comparison) => void = () => undefined): Promise<Comparison[]> => {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--force-color-profile=srgb', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
    const rows: Comparison[] = [];
    for (const drawing of await drawings()) {
      const row = await compare(page, drawing);
      told(row);
      rows.push(row);
    }
    return rows;
  } finally {
    await browser.close();
  }
};

const compare = async (page: Page, [feature, original]: Drawing): Promise<Comparison> => {
  const natural = await show(page, original);
  await show(page, original, natural);
  const expected = await screenshot(page, natural);
  const width = natural.width;
  const sanitized = await derive(original, { format: 'svg' });
  await show(page, sanitized.bytes, natural);
  const rasterized = await derive(original, { w: width, format: 'png' });
  const alone = sharp(original, { limitInputPixels: false, failOn: 'none' }).png();
  const shareOf = async (picture: Buffer) => differing(expected, picture);
  return {
    feature,
    sanitized: { share: await shareOf(await screenshot(page, natural)), reason: sanitized.note },
    rasterized: { share: await shareOf(rasterized.bytes), reason: rasterized.note },
    librsvg: await alone.toBuffer().then(shareOf, () => 1),
  };
};

const derive = async (original: Buffer, variant: Variant) => {
  const budget = { bytes: 100_000_000, left: () => 60_000 };
  const limits = { ...config.limits, milliseconds: 60_000 };
  return (await prepare(probe(original, limits), { variant, limits, budget })).carryOut();
};

type Size = { width: number; height: number };

/** Shows an image at its natural size, or at another; the size. */
const show = async (page: Page, svg: Buffer, size?: Size): Promise<Size> => {
  const style = size ? `width:${size.width}px;height:${size.height}px` : '';
  const source = `data:image/svg+xml;base64,${svg.toString('base64')}`;
  await page.setContent(`<body style="margin:0;background:#fff"><img style="display:block;${style}" src="${source}">`);
  return page.evaluate(async () => {
    const [image] = document.images;
    await image?.decode();
    await new Promise(requestAnimationFrame);
    return { width: image?.naturalWidth ?? 0, height: image?.naturalHeight ?? 0 };
  });
};

const screenshot = (page: Page, { width, height }: Size) => page.screenshot({ clip: { x: 0, y: 0, width, height } });

// Levels of 255. Both pictures are blurred a little before: edges may lie a quarter of a pixel apart.
const tolerance = 40;

/** The share of pixels in which two pictures differ, the second laid over the first. */
const differing = async (expected: Buffer, picture: Buffer): Promise<number> => {
  const { width, height } = await sharp(expected).metadata();
  const pixelsOf = async (bytes: Buffer) => {
    const image = sharp(bytes).flatten({ background: '#fff' }).removeAlpha().toColorspace('srgb');
    return image.resize(width, height, { fit: 'fill' }).blur(1.5).raw().toBuffer();
  };
  const [one, other] = [await pixelsOf(expected), await pixelsOf(picture)];
  let count = 0;
  for (let at = 0; at < one.length; at += 3) {
    const differs = (channel: number) => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0)) > tolerance;
    if (differs(0) || differs(1) || differs(2)) count++;
  }
  return (3 * count) / one.length;
};
