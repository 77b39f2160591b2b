import type { Metadata, Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import { containerOf, type Format } from '../formats/registry.ts';
import { type Cicp, type Hdr, hdrOf } from './cicp.ts';
import { cleanProfile } from './icc-clean.ts';
import { isSrgb, profileSpace } from './icc-read.ts';

/**
 * What the numbers of an original's pixels mean: sRGB; RGB of another profile; HDR, which sharp does not know; ink
 * (CMYK) without a profile; or something that sharp must turn into RGB while it decodes (CMYK, grey, Lab).
 */
export type ColorSpace =
  | { name: 'srgb' }
  | { name: 'rgb'; icc: Buffer }
  | ({ name: 'hdr' } & Hdr)
  | { name: 'ink' }
  | { name: 'other'; deepGrey?: true };

/** Header of an original -> what its numbers mean. RGB and grey without a profile are sRGB, as in browsers. */
export const colorSpaceOf = ({ icc, space, hasAlpha }: Metadata, cicp: Cicp | undefined): ColorSpace => {
  const hdr = cicp && !icc ? hdrOf(cicp) : undefined;
  if (hdr) return { name: 'hdr', ...hdr };
  const isRgb = space === 'srgb' || space === 'rgb' || space === 'rgb16';
  const isGrey = space === 'b-w' || space === 'grey16';
  if (isGrey && !icc) return { name: 'srgb' };
  if (space === 'cmyk' && !icc && !hasAlpha) return { name: 'ink' };
  if (!isRgb) return { name: 'other', ...(space === 'grey16' && { deepGrey: true as const }) };
  // What stays in a derivative converts colors, and tells nothing of who made the profile.
  const clean = icc && profileSpace(icc) === 'RGB ' && !isSrgb(icc) ? cleanProfile(icc) : undefined;
  return clean ? { name: 'rgb', icc: clean } : { name: 'srgb' };
};

/** How an original's colors become the derivative's. */
export type ColorPlan = {
  /** sharp converts while it decodes; else the profile is left alone until after the resize. */
  atOnce: boolean;
  /** Grey of 16 bits, whose profile sharp leaves out: it goes to 8 bits first. */
  deepGrey?: true;
  /** Four inks are left as they are; `inkToRgb` makes RGB of them. */
  ink?: true;
  /** The few pixels that the resize leaves are converted: 209 -> 127 ms for a 22-megapixel original. */
  afterwards: boolean;
  /** The profile that the pixels keep, to be written into the derivative; none is sRGB. */
  profile?: Buffer;
};

/** Variant x original x format -> how colors travel. A format without profiles is always sRGB. */
export const planColor = (cs: Variant['cs'], space: ColorSpace, format: Format): ColorPlan => {
  if (space.name === 'other') return { atOnce: true, afterwards: false, ...(space.deepGrey && { deepGrey: true }) };
  if (space.name === 'ink') return { atOnce: false, afterwards: false, ink: true };
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
  if (plan.deepGrey) return image.pipelineColorspace('b-w');
  return plan.afterwards ? image.withIccProfile('srgb') : image;
};
