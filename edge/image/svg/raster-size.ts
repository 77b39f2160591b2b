import type { Plan } from '../geometry/plan.ts';
import { round, type Size, type Window, whole } from '../geometry/size.ts';

/** An SVG that was prepared to be rasterized, at the size that a plan resizes it to, and only what the plan cuts out: no pixel of it is resized again. */
export const rasterAt = (raster: Uint8Array, { cut, resize }: Plan, natural: Size): Buffer => {
  const text = Buffer.from(raster).toString();
  return Buffer.from(`${headOf(cut ?? whole(natural), resize ?? round(natural))}${text.slice(text.indexOf('>') + 1)}`);
};

const headOf = ({ left, top, width, height }: Window, size: Size): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size.width}" height="${size.height}" viewBox="${left} ${top} ${width} ${height}" preserveAspectRatio="none">`;
