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
// A second thread for decoding and resizing costs a tenth more CPU for a small image (27 instead of 31 ms), and 30 MB of memory: malloc keeps a
// heap for each. Only AVIF's encoder gains (encode/writer.ts).
sharp.concurrency(1);

export { sharp };
