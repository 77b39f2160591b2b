import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { containerList } from './formats/registry.ts';

/**
 * sharp with every decoder locked but those of the formats that we accept: a file decides which decoder it meets, and
 * libvips has dozens (https://sharp.pixelplumbing.com/api-utility#block, GHSA-f88m-g3jw-g9cj).
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: containerList.map(([, { loader }]) => loader) });

// Lambda has no fonts, and Lambda@Edge takes no variables. Read when the first text is drawn.
process.env.FONTCONFIG_FILE = fileURLToPath(new URL('./fonts/fonts.conf', import.meta.url));

// No operation is asked for twice: with a cache of 50 MB a small image takes 19.3 ms of CPU, without 19.1, and the memory
// of the process is the same after 180 images of 12 megapixels; but what is kept keeps its original.
sharp.cache(false);
// A Lambda of 1,769 MB has one vCPU, a larger one two; only AVIF's encoder gains (1460 -> 762 ms), nothing loses but 30 MB
// of memory (300 MB instead of 270 after those 180 images: malloc keeps a heap for each thread).
sharp.concurrency(2);

export { sharp };
