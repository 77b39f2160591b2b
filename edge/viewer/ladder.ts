import { assign } from '../query/builtins.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import { clamp } from '../query/readers/reader.ts';

/**
 * 69 widths, each at most an eighth wider than the one before. Every width that Next.js, unpic, Nuxt Image and AWS's own
 * resizer ask for by themselves is one of them, so that snapping changes nothing for their pages.
 */
export const defaultLadder = [
  16, 18, 20, 22, 24, 26, 29, 32, 35, 39, 43, 48, 53, 58, 64, 71, 78, 87, 96, 106, 116, 128, 144, 161, 181, 203, 228,
  256, 286, 320, 351, 384, 429, 480, 528, 581, 640, 693, 750, 768, 828, 892, 960, 1024, 1080, 1200, 1280, 1440, 1536,
  1668, 1790, 1920, 2048, 2290, 2560, 2804, 3072, 3200, 3505, 3840, 4148, 4480, 4789, 5120, 5550, 6016, 6668, 7391,
  8192,
];

/**
 * Puts the pixels that are asked on a ladder, upward only, so that strangers can't ask for every width there is; past the
 * last step it is the last. What counts is the width of the derivative, `w` times `dpr` (up to the next half); the height
 * follows by the same factor, which keeps the shape. Without a width the height is snapped. Shares are left alone, and
 * so are sizes of presets, which are not asked. `v` would make any number of derivatives: only a signature keeps it. `exactly`:
 * where URLs are signed, `snap=0` asks for exact sizes; what is not signed has got `snap=1` (signature.ts).
 */
export const snapToLadder =
  (ladder: number[], exactly: boolean): ViewerStep =>
  (asked) => {
    if (exactly && asked.snap === false) return asked;
    const snapped = assign({}, asked);
    if (!exactly || asked.snap) delete snapped.v;
    const dpr = Math.ceil((asked.dpr || 1) * 2) / 2;
    const size = (side: 'w' | 'h') => +(asked[side] || 0);
    const sides = (['w', 'h'] as const).filter((side) => size(side) >= 1);
    const first = size(sides[0] || 'w');
    const step = ladder.find((width) => width >= first * dpr) || ladder.slice(-1)[0] || 0;
    sides.forEach((side) => {
      snapped[side] = clamp(Math.round((size(side) * Math.floor(step / dpr)) / first), 1, 8192);
    });
    if (asked.dpr) snapped.dpr = dpr;
    return snapped;
  };
