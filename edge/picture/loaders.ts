import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/**
 * sharp with every decoder locked but those of the formats that we accept: a file decides which decoder it meets, and
 * libvips has dozens (https://sharp.pixelplumbing.com/api-utility#block, GHSA-f88m-g3jw-g9cj).
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadSvgBuffer',
    'VipsForeignLoadTiffBuffer',
  ],
});

// Lambda has no fonts, and Lambda@Edge takes no variables. Read when the first text is drawn.
process.env.FONTCONFIG_FILE = fileURLToPath(new URL('./fonts/fonts.conf', import.meta.url));

// Kept results of operations are never asked for again here; what is kept would only grow the process.
sharp.cache({ memory: 50, files: 0, items: 20 });
// A Lambda of 1,769 MB has one vCPU, a larger one two; only AVIF's encoder gains (1460 -> 762 ms), nothing loses.
sharp.concurrency(2);

export { sharp };
