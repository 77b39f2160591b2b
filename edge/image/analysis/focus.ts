import { orientedSize, orientImage } from '../geometry/orientation.ts';
import type { Plan } from '../geometry/plan.ts';
import { atMost, clamp, longer, round, type Size, sameSize, times } from '../geometry/size.ts';
import { imageOf, rasterize } from '../pixels/pixels.ts';
import { sharp } from '../sharp.ts';

/** How a crop finds its position: what draws attention (skin, saturated colors, edges), or where there is most detail. */
export type FocusStrategy = 'attention' | 'entropy';

// Longer side of the copy that is searched. libvips' smartcrop itself shrinks it to 32 pixels.
const proxySide = 256;

/**
 * The focal point of a crop to a shape, in fractions of the plan's region. Found on a small copy of the first frame shown,
 * so that the plan stays pure numbers and a large original costs little.
 */
export const findFocus = async (
  bytes: Uint8Array,
  { plan, shape }: { plan: Plan; shape: Size },
  strategy: FocusStrategy,
): Promise<readonly [number, number]> => {
  const proxy = await proxyOf(bytes, plan);
  const scale = Math.min(proxy.width / shape.width, proxy.height / shape.height);
  const kept = atMost(round(times(shape, scale)), proxy);
  if (sameSize(kept, proxy)) return [0.5, 0.5];
  const { info } = await imageOf(proxy)
    .resize({ ...kept, fit: 'cover', position: strategy })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // sharp reports how far it moved the image to the left and up.
  const middle = (offset = 0, side: number, all: number) => (Math.abs(offset) + side / 2) / all;
  return [middle(info.cropOffsetLeft, kept.width, proxy.width), middle(info.cropOffsetTop, kept.height, proxy.height)];
};

/** A small copy of the region, upright. The whole is resized and then cropped: large originals shrink while they are decoded. */
const proxyOf = async (bytes: Uint8Array, { seen, region, turn, frames }: Plan) => {
  const scale = Math.min(1, proxySide / longer(region));
  const all = round(times(seen, scale));
  const kept = atMost(round(times(region, scale)), all);
  const image = sharp(bytes, { page: frames.first, failOn: 'none', limitInputPixels: false });
  const small = orientImage(image.resize({ ...orientedSize(all, turn), fit: 'fill' }), turn).extract({
    left: clamp(Math.round(region.left * scale), 0, all.width - kept.width),
    top: clamp(Math.round(region.top * scale), 0, all.height - kept.height),
    ...kept,
  });
  return rasterize(small, { frames: 1, delays: [], loop: 0 });
};
