import type { Metadata, Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import { containerOf, type Format } from '../formats/registry.ts';
import { type Cicp, type Hdr, hdrOf } from './cicp.ts';
import { cleanProfile } from './icc-clean.ts';
import { hasTables, isSrgb, profileCicp, profileSpace } from './icc-read.ts';

/**
 * What the numbers of an original's pixels mean: sRGB; RGB of another profile; HDR, which sharp does not know; ink
 * (CMYK) without a profile; or something that sharp must turn into RGB while it decodes (CMYK, gray, Lab). `tables`: nothing tells
 * what it costs to convert them.
 */
export type ColorSpace =
  | { name: 'srgb' }
  | { name: 'rgb'; icc: Buffer; tables?: true }
  | ({ name: 'hdr' } & Hdr)
  | { name: 'ink'; deep?: true }
  | { name: 'other'; deepGray?: true; tables?: true };

/**
 * Header of an original -> what its numbers mean. RGB and gray without a profile are sRGB, as in browsers, and a profile of RGB holds
 * for gray too; a profile's own code points count more than what it says besides (ICC.1:2022, 9.2.17), which of HDR is only a picture
 * for screens without it.
 */
export const colorSpaceOf = ({ icc, space, depth }: Metadata, given: Cicp | undefined): ColorSpace => {
  const cicp = icc ? profileCicp(icc) : given;
  const hdr = cicp && hdrOf(cicp);
  if (hdr) return { name: 'hdr', ...hdr };
  const profile = icc && profileSpace(icc);
  const isGray = space === 'b-w' || space === 'grey16';
  const isRgb = space === 'srgb' || space === 'rgb' || space === 'rgb16' || (isGray && profile === 'RGB ');
  if (isGray && !icc) return { name: 'srgb' };
  if (space === 'cmyk' && profile !== 'CMYK')
    return { name: 'ink', ...(depth === 'ushort' && { deep: true as const }) };
  const tables = icc && hasTables(icc) ? ({ tables: true } as const) : {};
  if (!isRgb) return { name: 'other', ...(space === 'grey16' && { deepGray: true as const }), ...tables };
  // What stays in a derivative converts colors, and tells nothing of who made the profile.
  const clean = icc && profile === 'RGB ' && !isSrgb(icc) ? cleanProfile(icc) : undefined;
  return clean ? { name: 'rgb', icc: clean, ...tables } : { name: 'srgb' };
};

/** How an original's colors become the derivative's. */
export type ColorPlan = {
  /** sharp converts while it decodes; else the profile is left alone until after the resize. */
  atOnce: boolean;
  /** Gray of 16 bits, whose profile sharp leaves out: it goes to 8 bits first. */
  deepGray?: true;
  /** Inks are left as they are, of so many bits; `rasterizeInk` makes RGB of them. */
  ink?: 8 | 16;
  /** The few pixels that the resize leaves are converted: 209 -> 127 ms for a 22-megapixel original. */
  afterwards: boolean;
  /** The profile that the pixels keep, to be written into the derivative; none is sRGB. */
  profile?: Buffer;
};

/** Variant x original x format -> how colors travel. A format without profiles is always sRGB. */
export const planColor = (cs: Variant['cs'], space: ColorSpace, format: Format): ColorPlan => {
  if (space.name === 'other') return { atOnce: true, afterwards: false, ...(space.deepGray && { deepGray: true }) };
  if (space.name === 'ink') return { atOnce: false, afterwards: false, ink: space.deep ? 16 : 8 };
  if (space.name !== 'rgb') return { atOnce: false, afterwards: false };
  const keeps = (cs === 'p3' || cs === 'origin') && containerOf(format).profile;
  return { atOnce: false, afterwards: !keeps, ...(keeps && { profile: space.icc }) };
};

/**
 * Asks sharp to convert after everything else, from the embedded profile. That is also the one way that is right for 16 bits:
 * sharp's own early conversion takes those to Display P3 and leaves them there.
 */
export const convert = (image: Sharp, plan: ColorPlan): Sharp => {
  if (plan.ink) return image.pipelineColorspace('cmyk');
  if (plan.deepGray) return image.pipelineColorspace('b-w');
  return plan.afterwards ? image.withIccProfile('srgb') : image;
};
