import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import { noise, photograph } from '../support/images/photograph.ts';

/** An original, and the kind of content that it stands for. */
export type Original = { kind: string; name: string; file: Buffer };

const width = 1200;
const height = 800;

/** Originals of every kind but real photographs, drawn by code. */
export const drawnOriginals = async (): Promise<Original[]> => {
  const [photo, blurred] = [await painted(1), await painted(9)];
  const originals: [kind: string, name: string, file: Promise<Buffer>][] = [
    ['screenshot', 'editor', drawing(`<rect width="100%" height="100%" fill="#1e1e1e"/>${lines(34, '#9cdcfe', 15)}`)],
    ['screenshot', 'dashboard', drawing(dashboard())],
    ['screenshot', 'mail', drawing(`${panels()}${lines(26, '#222', 17)}`)],
    ['text', 'page', drawing(`<rect width="100%" height="100%" fill="#fff"/>${lines(30, '#111', 18)}`)],
    ['text', 'small print', drawing(`<rect width="100%" height="100%" fill="#fffdf5"/>${lines(60, '#333', 11)}`)],
    ['text', 'slide', drawing(`<rect width="100%" height="100%" fill="#0b3d91"/>${lines(9, '#fff', 56)}`)],
    ['flat art', 'shapes', drawing(shapes(40, 7))],
    ['flat art', 'logo', drawing(shapes(5, 3))],
    ['flat art', 'map', drawing(shapes(220, 11))],
    ['line art', 'hatching', drawing(strokes(90, 2))],
    ['line art', 'plan', drawing(strokes(30, 5))],
    ['noise', 'gray', noisePng(3)],
    ['noise', 'fine', noisePng(1)],
    ['gradient', 'sky', drawing(gradient('linear', ['#0af', '#fff']))],
    ['gradient', 'sunset', drawing(gradient('radial', ['#fd5', '#f36', '#316']))],
    ['photograph, drawn', 'sharp', sharp(photo, raw).png().toBuffer()],
    ['photograph, drawn', 'soft', sharp(blurred, raw).png().toBuffer()],
    ['photograph, drawn', 'as JPEG', sharp(photo, raw).jpeg({ quality: 85 }).toBuffer()],
  ];
  for (const dither of [0, 1]) {
    const kind = dither ? 'dithered GIF' : 'photographic GIF';
    originals.push([kind, 'still', sharp(photo, raw).resize(480).gif({ dither, colors: 64 }).toBuffer()]);
    originals.push([kind, 'moving', moving(photo, dither)]);
    originals.push([
      kind,
      'moving shapes',
      moving(
        await sharp(await drawing(shapes(30, 5)))
          .removeAlpha()
          .raw()
          .toBuffer(),
        dither,
      ),
    ]);
  }
  return Promise.all(originals.map(async ([kind, name, file]) => ({ kind, name, file: await file })));
};

/** Files of a folder as originals. */
export const filesAsOriginals = (paths: string[]): Promise<Original[]> =>
  Promise.all(paths.map(async (path) => ({ kind: 'photograph', name: basename(path), file: await readFile(path) })));

const raw = { raw: { width, height, channels: 3 as const } };

const painted = async (blur: number) =>
  sharp(await photograph(width, height))
    .blur(blur)
    .raw()
    .toBuffer();

const noisePng = async (size: number) =>
  sharp(await noise(Math.round(width / size), Math.round(height / size)))
    .resize(width, height, { kernel: 'nearest', fit: 'fill' })
    .png()
    .toBuffer();

const drawing = (content: string): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`))
    .flatten({ background: '#fff' })
    .png()
    .toBuffer();

/** A seeded random number from 0 to 1. */
const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

const words = 'the quick brown fox jumps over a lazy dog while seven wizards box 1234567890 { return value; } '.split(
  ' ',
);

const lines = (count: number, color: string, size: number): string => {
  const next = random(count);
  const step = height / (count + 1);
  const line = (row: number) =>
    Array.from({ length: 40 }, () => words[Math.floor(next() * words.length)])
      .join(' ')
      .slice(0, Math.floor((next() * 0.5 + 0.4) * (width / (size * 0.5))))
      .replace(/[<&]/g, '')
      .trim()
      .concat(row % 7 === 6 ? '.' : '');
  return Array.from(
    { length: count },
    (_, row) =>
      `<text x="${24 + 20 * (row % 3)}" y="${step * (row + 1)}" font-size="${size}" fill="${color}">${line(row)}</text>`,
  ).join('');
};

const panels = () =>
  '<rect width="100%" height="100%" fill="#f6f8fa"/><rect width="260" height="100%" fill="#e1e4e8"/><rect width="100%" height="48" fill="#24292e"/>';

const dashboard = () => {
  const next = random(4);
  const bars = Array.from({ length: 24 }, (_, at) => {
    const tall = 60 + next() * 300;
    return `<rect x="${300 + at * 36}" y="${460 - tall}" width="24" height="${tall}" fill="#3b82f6"/>`;
  });
  const line = Array.from({ length: 60 }, (_, at) => `${300 + at * 14},${700 - next() * 160}`).join(' ');
  return `${panels()}${bars.join('')}<polyline points="${line}" fill="none" stroke="#e11" stroke-width="3"/>${lines(12, '#444', 13)}`;
};

const shapes = (count: number, seed: number): string => {
  const next = random(seed);
  const hue = () => Math.floor(next() * 12) * 30;
  const all = Array.from({ length: count }, (_, at) => {
    const [x, y, size] = [next() * width, next() * height, 20 + next() * (2400 / Math.sqrt(count * 8))];
    const fill = `fill="hsl(${hue()},70%,55%)"`;
    return at % 2 === 0
      ? `<circle cx="${x}" cy="${y}" r="${size}" ${fill}/>`
      : `<rect x="${x}" y="${y}" width="${size * 2}" height="${size}" ${fill}/>`;
  });
  return `<rect width="100%" height="100%" fill="#fafafa"/>${all.join('')}`;
};

const strokes = (count: number, thick: number): string => {
  const next = random(count);
  const at = () => `${(next() * width).toFixed(0)} ${(next() * height).toFixed(0)}`;
  const paths = Array.from({ length: count }, () => `<path d="M${at()}C${at()} ${at()} ${at()}"/>`);
  return `<rect width="100%" height="100%" fill="#fff"/><g fill="none" stroke="#000" stroke-width="${thick}">${paths.join('')}</g>`;
};

const gradient = (kind: 'linear' | 'radial', colors: string[]): string => {
  const stops = colors
    .map((color, at) => `<stop offset="${at / (colors.length - 1)}" stop-color="${color}"/>`)
    .join('');
  return `<${kind}Gradient id="g">${stops}</${kind}Gradient><rect width="100%" height="100%" fill="url(#g)"/>`;
};

/** Six frames, each a part of the image further to the right. */
const moving = async (image: Buffer, dither: number): Promise<Buffer> => {
  const size = { width: 360, height: 240 };
  const frames = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      sharp(image, raw)
        .extract({ left: at * 12, top: 0, width: 1080, height: 720 })
        .resize(size)
        .raw()
        .toBuffer(),
    ),
  );
  const all = { width: size.width, height: size.height * frames.length, channels: 3 as const, pageHeight: size.height };
  return sharp(Buffer.concat(frames), { raw: all }).gif({ dither, colors: 64, delay: 100 }).toBuffer();
};
