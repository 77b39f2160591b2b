import { Underivable } from '../../errors.ts';
import type { Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';
import type { Note } from '../encode/verify.ts';
import { decodeXml } from '../formats/svg/text.ts';
import { type Plan, planGeometry } from '../geometry/plan.ts';
import { round, sameSize, whole } from '../geometry/size.ts';
import { type Frame, framedSvg, sizedSvg } from './frame.ts';
import { rootBackgroundOf } from './resolve/resolve.ts';
import { sanitizeSvg } from './sanitize.ts';
import { type SvgNode, writeSvg } from './tree.ts';

/** An SVG that stays one: sanitized, at the planned size. Throws Underivable: damaged, or over `most` bytes. */
export const redrawSvg = (bytes: Uint8Array, asked: Omit<Job, 'plan'>, most: number) => {
  const started = performance.now();
  const job = { ...asked, plan: planGeometry(asked.variant, asked.original) };
  const { root, removed } = sanitizeSvg(decodeXml(bytes));
  const drawing = Buffer.from(writeSvg(withPlan(root, job)));
  if (drawing.length > most) throw new Underivable('over-the-limit', `${drawing.length} bytes of SVG`);
  const took = { sanitize: performance.now() - started };
  const isOver = drawing.length > (job.variant['max-bytes'] ?? drawing.length);
  const note: Note | undefined = isOver ? 'over-max-bytes' : removed ? 'removed-from-svg' : undefined;
  return {
    bytes: drawing,
    type: 'image/svg+xml',
    size: job.plan.size,
    took,
    ...(note && { note }),
  };
};

type Job = { variant: Variant; original: OriginalImage; plan: Plan };

/** An SVG whose size is not asked for keeps its own attributes, such as `100%` or none. */
const withPlan = (root: SvgNode, { plan, variant, original }: Job): SvgNode => {
  const isWhole = plan.cut === undefined && sameSize(plan.scaled, plan.size) && variant.bg === undefined;
  if (!isWhole || variant.fit === 'fill') return framedSvg(root, original, frameOf({ plan, variant, original }, root));
  const isAsked = [variant.w, variant.h, variant.ar, variant.dpr].some((given) => given !== undefined);
  return isAsked || !sameSize(plan.scaled, round(original)) ? sizedSvg(root, original, plan.scaled) : root;
};

/** The same plan that pixels follow, as a frame around the SVG. */
const frameOf = ({ plan, variant, original }: Job, root: SvgNode): Frame => {
  const { scaled, window, edges, pad, size, cut = whole(original) } = plan;
  const across = cut.width / scaled.width;
  const down = cut.height / scaled.height;
  return {
    size,
    region: {
      left: cut.left + (window.left - edges.left - pad.left) * across,
      top: cut.top + (window.top - edges.top - pad.top) * down,
      width: size.width * across,
      height: size.height * down,
    },
    background: variant.bg === undefined ? undefined : `#${variant.bg}`,
    rootBackground: rootBackgroundOf(root, original),
  };
};
