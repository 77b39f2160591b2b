import { writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { writeProfile } from '../edge/image/color/icc-write.ts';
import { command } from '../infra/commands/command.ts';
import { startProgress } from '../infra/commands/progress.ts';
import { bounce, type Frame, windmill } from './animations.ts';
import type { Raw } from './canvas.ts';
import { coast } from './coast.ts';
import { feather, flat, park, zonePlate } from './graphics.ts';
import { rgbSpaces, tagPng } from './icc.ts';
import { balloons, lighthouse } from './portraits.ts';
import { landscape, sea } from './scenes.ts';
import { hibiscus, stillLife } from './studies.ts';
import { aurora, depths, panorama } from './wide.ts';

// drawing.svg is written by hand.

const photo = ({ pixels, width, height, channels }: Raw): Sharp => sharp(pixels, { raw: { width, height, channels } });

const vector = (svg: string): Sharp => sharp(Buffer.from(svg));

// Stored lying on its side, as a phone does, with a place and a camera's serial number that nobody should get to see.
const turned = (upright: Raw, orientation: 6 | 8): Sharp =>
  photo(upright)
    .rotate(orientation === 6 ? 270 : 90)
    .withExif({
      IFD0: { Make: 'Sample', Model: 'Pinhole 1', Copyright: 'CC0', ImageDescription: 'A lighthouse, upright' },
      IFD2: { BodySerialNumber: 'SN-0042-SECRET', DateTimeOriginal: '2026:01:14 16:05:41' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '37/1 33/1 59/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '126/1 58/1 41/1',
      },
    })
    .withMetadata({ orientation });

const wideGamut = async (inP3: Raw): Promise<Sharp> =>
  sharp(tagPng(await photo(inP3).png({ compressionLevel: 1 }).toBuffer(), writeProfile(rgbSpaces.p3))).keepIccProfile();

const animated = async (frames: Frame[]): Promise<{ film: Sharp; delay: number[] }> => {
  const drawn = await Promise.all(frames.map(({ svg }) => vector(svg).png().toBuffer()));
  return { film: sharp(drawn, { join: { animated: true } }), delay: frames.map(({ delay }) => delay) };
};

const images: Record<string, () => Promise<Sharp> | Sharp> = {
  'landscape.jpg': () => photo(landscape(2100, 1400)).jpeg({ quality: 88 }),
  'portrait.jpg': () => photo(balloons(1200, 1800)).jpeg({ quality: 88 }),
  'off-centre.jpg': () => photo(sea(2400, 1350)).jpeg({ quality: 86 }),
  'rotated.jpg': () => turned(lighthouse(1200, 1600, false), 6).jpeg({ quality: 86 }),
  'rotated-8.jpg': () => turned(lighthouse(900, 1200, true), 8).jpeg({ quality: 86 }),
  'large.jpg': () => photo(coast(4032, 3024)).jpeg({ quality: 87 }),
  'panorama.jpg': () => photo(panorama(4800, 800)).jpeg({ quality: 84 }),
  'tall.jpg': () => photo(depths(640, 3200)).jpeg({ quality: 84 }),
  'wide-gamut.jpg': async () =>
    (await wideGamut(hibiscus(1600, 1200))).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }),
  'cmyk.jpg': () => photo(stillLife(1200, 900)).toColorspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 84 }),
  'grey.jpg': () =>
    photo(lighthouse(800, 1000, true))
      .toColorspace('b-w')
      .jpeg({ quality: 84 }),
  'deep.png': () =>
    sharp(aurora(640, 360), { raw: { width: 640, height: 360, channels: 3 } })
      .toColorspace('rgb16')
      .png({ compressionLevel: 9 }),
  'alpha.png': () => vector(feather()).png({ compressionLevel: 9 }),
  'flat.png': () => vector(flat()).png({ palette: true }),
  'lines.png': () => photo(zonePlate(800)).toColorspace('b-w').png({ compressionLevel: 9 }),
  'animation.gif': async () => {
    const { film, delay } = await animated(bounce(320, 24));
    return film.gif({ delay, loop: 0, colors: 32, dither: 0 });
  },
  'animation.webp': async () => {
    const { film, delay } = await animated(windmill(360, 30));
    return film.webp({ delay, loop: 0, quality: 80, alphaQuality: 80 });
  },
  '공원 & café +1 100%.jpg': () => vector(park()).flatten({ background: 'white' }).jpeg({ quality: 86 }),
};

const usage = `npm run samples -- [NAME…]

Draws the sample images anew, all of them or those named: ${Object.keys(images).join(', ')}`;

const main = async ({ positionals }: { positionals: string[] }) => {
  const strange = positionals.filter((name) => !Object.hasOwn(images, name));
  if (strange.length > 0) throw new Error(`${strange.join(', ')}: no such sample\n\n${usage}`);
  const chosen = Object.entries(images).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  const progress = startProgress(chosen.length);
  for (const [name, draw] of chosen) {
    const bytes = await (await draw()).toBuffer();
    await writeFile(new URL(encodeURIComponent(name), import.meta.url), bytes);
    progress.end();
    console.log(`${String(Math.round(bytes.length / 1000)).padStart(6)} kB  ${name}`);
    progress.step(name);
  }
  progress.end();
};

await command(usage, { allowPositionals: true }, main);
