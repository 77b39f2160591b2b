import { decodeXml } from '../formats/svg-text.ts';
import { round, type Size, whole } from '../geometry/size.ts';
import { rootBackgroundOf } from './background.ts';
import { framedSvg } from './frame.ts';
import { sanitizeSvg } from './sanitize.ts';
import { writeSvg } from './tree.ts';

/** An SVG as the rasterizer is to draw it: its text at its natural size, and whether it would draw all of it. */
export type RasterSvg = { bytes: Buffer; complete: boolean };

/** Text of an original -> what is rasterized. Throws Underivable: damaged. */
export const prepareRaster = (original: Uint8Array, natural: Size): RasterSvg => {
  const { root, removed } = sanitizeSvg(decodeXml(original));
  const frame = { size: round(natural), region: whole(natural), rootBackground: rootBackgroundOf(root) };
  return { bytes: Buffer.from(writeSvg(framedSvg(root, natural, frame))), complete: !removed };
};
