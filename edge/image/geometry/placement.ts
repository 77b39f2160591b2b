import type { Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import { givenIn, traits } from '../../query/traits.ts';
import { orientImage } from './orientation.ts';
import type { Plan } from './plan.ts';
import { sameSize } from './size.ts';

/** The part of a plan that sharp follows while it decodes. */
export type Placement = Pick<Plan, 'cut' | 'resize' | 'turn' | 'scaled' | 'window'>;

type Step = (image: Sharp, plan: Placement) => Sharp;

// `rect` and `trim`: their numbers are the original's. Usually the crop does their work instead, see sourceOf.
const extractRegion: Step = (image, { cut }) => (cut ? image.extract(cut) : image);

// Before every step that looks at pixels, since it leaves fewer of them; JPEG and WebP shrink while they are decoded.
const resize: Step = (image, { resize }) => (resize ? image.resize({ ...resize, fit: 'fill' }) : image);

// EXIF orientation, `flip`, quarter turns of `rot`: a crop needs to know which way is up.
const orient: Step = (image, { turn }) => orientImage(image, turn);

// After the resize: cropping first would forfeit shrinking while decoding.
const crop: Step = (image, { scaled, window }) => (sameSize(window, scaled) ? image : image.extract(window));

/** The order in which pixels are decoded and placed, whatever the order in the URL. sharp keeps it too. */
const steps = [extractRegion, resize, orient, crop];

const apply = (image: Sharp, plan: Placement, steps: Step[]) => steps.reduce((done, step) => step(done, plan), image);

/** All placement steps in one sharp pipeline. */
export const place = (image: Sharp, plan: Placement): Sharp => apply(image, plan, steps);

/** The steps that sharp can do to all frames of an animation at once. */
export const placeFrames = (image: Sharp, plan: Placement, enlarges: boolean): Sharp =>
  apply(image, plan, steps.slice(0, steps.indexOf(enlarges ? resize : orient)));

/** The steps left for each frame. The resize is repeated even where it changes nothing: sharp orders the others around it. */
export const placeFrame = (image: Sharp, plan: Placement): Sharp =>
  apply(image, plan, steps.slice(steps.indexOf(resize)));

/** Whether nothing but places and sizes change: then a gain map follows its image, and no step has to see a pixel. */
export const isOnlyPlaced = (variant: Variant, { edges, tilt }: Pick<Plan, 'edges' | 'tilt'>): boolean => {
  const { top, right, bottom, left } = edges;
  return givenIn(variant).every((each) => traits[each].gainMap) && tilt === 0 && top + right + bottom + left === 0;
};
