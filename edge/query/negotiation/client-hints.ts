import type { Variant } from '../parameters.ts';

/** A header of the request by its lower-case name; empty when it was not sent. */
export type Header = (name: string) => string;

// Every window has a width of its own; steps of this many pixels keep the number of derivatives small.
const step = 64;

// Hints outside of these can't be true, and are as good as none: no screen, and no image on one, is so wide, and no browser shows
// fewer than a tenth of a pixel or more than ten of them for one of CSS's, however far it is zoomed.
const mostPixels = 1e5;
const leastRatio = 0.1;
const mostRatio = 10;

/**
 * The pixels that a browser says it will show, for `w=auto`; 0 where it says nothing that can be. The page opts in with
 * `Accept-CH: Sec-CH-Width, Sec-CH-Viewport-Width, Sec-CH-DPR` (https://wicg.github.io/responsive-image-client-hints/).
 */
export const widthFromHints = (dpr: number | undefined, header: Header) => {
  const read = (name: string, most: number) => {
    const value = +header(name);
    return value >= leastRatio && value <= most ? value : 0;
  };
  const hint = (name: string, most: number) => read('sec-ch-' + name, most) || read(name, most);
  const width = hint('width', mostPixels) || hint('viewport-width', mostPixels) * (dpr || hint('dpr', mostRatio) || 1);
  return Math.min(8192, Math.ceil(width / step) * step);
};

/** The automatic quality one level lower, for a viewer that asks for less data; a number that was asked for stays. */
export const lowerQuality = (q: Variant['q']): NonNullable<Variant['q']> =>
  +(q as number) || (q === 'auto-best' ? 'auto-good' : /eco|low/.test(q as string) ? 'auto-low' : 'auto-eco');
