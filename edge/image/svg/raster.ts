import { naturalSvgSize } from '../formats/svg/size.ts';
import { decodeXml } from '../formats/svg/text.ts';
import { round, type Size, whole } from '../geometry/size.ts';
import { framedSvg } from './frame.ts';
import { usualFontSize } from './resolve/computed.ts';
import { convertImages } from './resolve/images.ts';
import { resolveSvg } from './resolve/resolve.ts';
import { sanitizeSvg } from './sanitize.ts';
import { type SvgNode, writeSvg } from './tree.ts';

/** What pixels of an SVG lack: what the rasterizer does not draw, movement, or what is not allowed. */
export type SvgNote = 'unsupported-svg-feature' | 'still' | 'removed-from-svg';

/** An SVG as the rasterizer is to draw it: its text at its natural size, and what that lacks. */
export type RasterSvg = { bytes: Buffer; lacks?: SvgNote };

/** Text of an original -> what is rasterized. Throws Underivable: damaged, or too costly. */
export const prepareRaster = async (original: Uint8Array, natural: Size): Promise<RasterSvg> => {
  const { root, removed } = sanitizeSvg(decodeXml(original));
  const { text, complete, animated } = await rasterText(root, natural, round(natural));
  const lacks = complete ? (animated ? 'still' : removed ? 'removed-from-svg' : undefined) : 'unsupported-svg-feature';
  return { bytes: Buffer.from(text), ...(lacks && { lacks }) };
};

type RasterText = { text: string; complete: boolean; animated: boolean };

const rasterText = async (root: SvgNode, natural: Size, size: Size): Promise<RasterText> => {
  const { root: resolved, background, unsupported, animated } = resolveSvg(root, natural);
  // Where no size is named the rasterizer has letters of 12 pixels.
  if (!resolved.attributes.has('font-size')) resolved.attributes.set('font-size', `${usualFontSize}`);
  // What is within is sanitized with what it is in.
  const drawn = await convertImages(resolved, async (bytes) => {
    const inner = sanitizeSvg(decodeXml(bytes)).root;
    const innerSize = naturalSvgSize([...inner.attributes]);
    const { text, complete } = await rasterText(inner, innerSize, innerSize);
    return { bytes: Buffer.from(text), complete, stretches: !inner.attributes.has('viewBox') };
  });
  const frame = { size, region: whole(natural), rootBackground: background };
  return { text: writeSvg(framedSvg(resolved, natural, frame)), complete: drawn && unsupported.size === 0, animated };
};
