import { assign } from '../query/builtins.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import { clamp } from '../query/readers/reader.ts';

/**
 * 69 widths, each at most an eighth wider than the one before. Every width that Next.js, unpic, Nuxt Image and AWS's own
 * resizer ask for by themselves is one of them, so that snapping changes nothing for their pages. Written as steps, which are fewer bytes.
 */
let last = 0;

export const defaultLadder = /* @__PURE__ */ [
  16, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 7, 9, 9, 10, 10, 12, 16, 17, 20, 22, 25, 28, 30, 34, 31, 33, 45, 51,
  48, 53, 59, 53, 57, 18, 60, 64, 68, 64, 56, 120, 80, 160, 96, 132, 122, 130, 128, 242, 270, 244, 268, 128, 305, 335,
  308, 332, 309, 331, 430, 466, 652, 723, 801,
].map((step) => (last += step));

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
