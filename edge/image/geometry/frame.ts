import type { Variant } from '../../query/parameters.ts';
import { around, sizeIn } from './close-up.ts';
import type { Fitted } from './fit.ts';
import { windowIn } from './region.ts';
import { atLeast, clamp, pixelsOf, type Size, type Window, whole } from './size.ts';

/** The size of an image with its `canvas`; neither is rounded. */
export const framedSize = ({ canvas }: Variant, inner: Size, unit: number): Size =>
  canvas ? atLeast(inner, canvasSize(canvas, inner, unit)) : inner;

/** What `window` keeps of the resized image with its letterbox, put on its `canvas`. */
export const framed = (
  variant: Variant,
  fit: Fitted,
  { unit, focus }: { unit: number; focus: readonly number[] },
): Fitted => {
  const { window, canvas } = variant;
  const kept = window ? reframed(fit, windowOf(window, fit.inner, { unit, focus })) : fit;
  if (!canvas) return kept;
  const size = canvasSize(canvas, kept.inner, unit);
  const width = Math.max(1, Math.round(size.width));
  const height = Math.max(1, Math.round(size.height));
  const [x = 0.5, y = 0.5] = focus;
  return reframed(kept, {
    left: startOf(kept.inner.width, width, x),
    top: startOf(kept.inner.height, height, y),
    width,
    height,
  });
};

type Canvas = NonNullable<Variant['canvas']>;

const canvasSize = ([width = 0, height = 0]: Canvas, inner: Size, unit: number): Size => {
  const side = (asked: Canvas[number], own: number) => {
    if (asked === 0) return own;
    return asked === '100p' || asked < 1 ? pixelsOf(asked, own) : asked * unit;
  };
  return { width: side(width, inner.width), height: side(height, inner.height) };
};

type Looked = { unit: number; focus: readonly number[] };

const windowOf = (rect: NonNullable<Variant['window']>, inner: Size, { unit, focus }: Looked): Window =>
  rect.length === 2 ? around(whole(inner), sizeIn(rect, inner, unit), focus).region : windowIn(rect, inner, unit);

/** Where a frame begins in an image: of one that is larger than it, outside. */
const startOf = (length: number, frame: number, at: number): number =>
  frame >= length ? -Math.round((frame - length) * at) : Math.round(clamp(at * length - frame / 2, 0, length - frame));

/** A stretch of a line, in pixels. */
type Stretch = { start: number; length: number };

/** Another frame around what is shown, in pixels of the old one: it may cut, and it may be larger. One pixel always remains. */
const reframed = ({ scaled, window, edges }: Fitted, frame: Window): Fitted => {
  const along = (shown: Stretch, kept: Stretch, before: number) => {
    const first = clamp(kept.start - before, 0, shown.length - 1);
    const last = clamp(kept.start + kept.length - before, first + 1, shown.length);
    const length = last - first;
    const free = clamp(before - kept.start, 0, kept.length - length);
    return { start: shown.start + first, length, before: free, behind: kept.length - free - length };
  };
  const x = along(horizontal(window), horizontal(frame), edges.left);
  const y = along(vertical(window), vertical(frame), edges.top);
  return {
    scaled,
    window: { left: x.start, top: y.start, width: x.length, height: y.length },
    edges: { left: x.before, right: x.behind, top: y.before, bottom: y.behind },
    inner: { width: frame.width, height: frame.height },
  };
};

const horizontal = ({ left, width }: Window): Stretch => ({ start: left, length: width });

const vertical = ({ top, height }: Window): Stretch => ({ start: top, length: height });
