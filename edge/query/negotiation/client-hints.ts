import type { Variant } from '../parameters.ts';

/** A header of the request by its lower-case name; empty when it was not sent. */
export type Header = (name: string) => string;

// Every window has a width of its own; steps of this many pixels keep the number of derivatives small.
const step = 64;

/**
 * The pixels that a browser says it will show, for `w=auto`; 0 where it says nothing that can be. The page opts in with
 * `Accept-CH: Sec-CH-Width, Sec-CH-Viewport-Width, Sec-CH-DPR` (https://wicg.github.io/responsive-image-client-hints/).
 */
export const widthFromHints = (dpr: number | undefined, header: Header) => {
  const hint = (name: string) => {
    const value = +(header('sec-ch-' + name) || header(name));
    return value > 0 && value < 1e5 ? value : 0;
  };
  const width = hint('width') || hint('viewport-width') * (dpr || hint('dpr') || 1);
  return Math.min(8192, Math.ceil(width / step) * step);
};

/** The automatic quality one level lower, for a viewer that asks for less data; a number that was asked for stays. */
export const lowerQuality = (q: Variant['q']): NonNullable<Variant['q']> =>
  typeof q === 'number' ? q : /best/.test(q + '') ? 'auto-good' : /eco|low/.test(q + '') ? 'auto-low' : 'auto-eco';
