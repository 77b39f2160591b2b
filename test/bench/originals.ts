import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp from 'sharp';
import { writeProfile } from '../../edge/image/color/icc-write.ts';
import { rgbSpaces, tagPng } from '../../samples/icc.ts';
import { photographsIn } from '../study/photographs.ts';
import { type OwnJobName, ownWidth } from './jobs.ts';

let made: Promise<Map<string, Buffer>> | undefined;

/** The originals of all jobs by name: samples, and two made of one of them, once. */
export const originals = (): Promise<Map<string, Buffer>> => {
  made ??= makeOriginals();
  return made;
};

/** Adds the opaque JPEG and PNG files of a folder that are wide enough; returns their paths by the names of their jobs. */
export const addPhotographs = async (folder: string): Promise<Map<OwnJobName, string>> => {
  const added = new Map<OwnJobName, string>();
  for (const file of await photographsIn(folder)) {
    const bytes = await readFile(file);
    if ((await sharp(bytes).metadata()).autoOrient.width < ownWidth) continue;
    const name: OwnJobName = `own-${added.size + 1}${extname(file).toLowerCase()}`;
    added.set(name, file);
    (await originals()).set(name, bytes);
  }
  return added;
};

const makeOriginals = async () => {
  const names = ['landscape.jpg', 'large.jpg', 'alpha.png', 'animation.gif'];
  const samples = new Map<string, Buffer>();
  for (const name of names) samples.set(name, await readFile(new URL(`../../samples/${name}`, import.meta.url)));
  const large = samples.get('large.jpg') ?? Buffer.alloc(0);
  samples.set('photo.png', await sharp(large).resize(3000).png({ compressionLevel: 3 }).toBuffer());
  samples.set('wide.jpg', await wide(large));
  return samples;
};

/** A photograph at 22 megapixels, in Display P3. */
const wide = async (photo: Buffer) => {
  const png = await sharp(photo).resize(5500).png({ compressionLevel: 1 }).toBuffer();
  const tagged = tagPng(png, writeProfile(rgbSpaces.p3));
  return sharp(tagged).keepIccProfile().jpeg({ quality: 85 }).toBuffer();
};
