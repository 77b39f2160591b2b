import { Underivable } from '../../errors.ts';
import type { Variant } from '../../query/parameters.ts';
import { type Cost, costOfDecoding, costOfMaking } from '../cost.ts';
import type { OriginalImage } from '../describe.ts';
import { announcement, type GainMap, gainSegments, readGainMap } from '../formats/jpeg/gain-map-metadata.ts';
import { insertSegments } from '../formats/jpeg/markers.ts';
import { bundleImages } from '../formats/jpeg/multi-picture.ts';
import { type Probe, probe } from '../formats/probe.ts';
import type { Format } from '../formats/registry.ts';
import { orientedSize } from '../geometry/orientation.ts';
import { isOnlyPlaced, type Placement, place } from '../geometry/placement.ts';
import type { Plan } from '../geometry/plan.ts';
import { clamp, round, type Size, sameSize, type Window, whole } from '../geometry/size.ts';
import type { Limits } from '../limits.ts';
import { sharp } from '../sharp.ts';

/*
 * A gain map: a second image in a JPEG, most often gray and smaller, which says how much more light than white each place
 * of the first has on a screen that can show it (ISO 21496-1).
 *
 * Both images go through the same plan, each as a plain JPEG, and are put together again behind the encoder: so the first
 * is made as ever, shrunk while it is decoded, and its quality is looked for as ever. sharp's own `keepGainMap` would need
 * libvips' loader for such files open to every stranger's JPEG, and shrinks nothing while it decodes; it crops in whole
 * steps of the map's scale, and of the maps of iPhones it writes down a headroom divided by zero (0.35.5;
 * https://github.com/google/libultrahdr/issues/195).
 */

/** The plan of a gain map: its placement, its final size, its cost. */
export type GainMapPlan = GainMap & { placement: Placement; size: Size; cost: Cost };

type Job = { variant: Variant; original: OriginalImage; plan: Plan; format: Format };

/**
 * The plan of the map that the derivative keeps; none where it is dropped. Light is relative to the original's own colors,
 * so it stays exactly where these stay: with `cs=origin`, from JPEG to JPEG, and if nothing but places and sizes change.
 * (`p3` names a space, and in it no light is above white.)
 */
export const planGainMap = (probed: Probe, job: Job, limits: Limits): GainMapPlan | undefined => {
  const found = keepsLight(job) ? readGainMap(probed) : undefined;
  const mapProbe = found && surveyed(found.bytes, limits);
  const { plan } = job;
  const stored = orientedSize(plan.seen, plan.turn);
  // No camera's map is larger than its image.
  if (!mapProbe || mapProbe.width > stored.width || mapProbe.height > stored.height) return undefined;
  const size = round(scaledBy(plan.size, orientedSize(mapProbe, plan.turn), plan.seen));
  const placement = placementOf(plan, { map: mapProbe, stored, size });
  const making = costOfMaking({}, 'jpeg', { pixels: placement.window.width * placement.window.height, alpha: false });
  const cost = costOfDecoding(mapProbe, 1);
  // While it is turned, all of it is held.
  const held = 3 * placement.scaled.width * placement.scaled.height;
  const sum = { milliseconds: cost.milliseconds + making.milliseconds, memory: cost.memory + held };
  return { ...found, placement, size, cost: sum };
};

const keepsLight = ({ variant, original, plan, format }: Job): boolean => {
  const { name } = original.colors;
  const isOwn = variant.cs === 'origin' && (name === 'srgb' || name === 'rgb');
  return (
    format === 'jpeg' && original.format === 'jpeg' && original.gainMap === true && isOwn && isOnlyPlaced(variant, plan)
  );
};

/** The map is a stranger's file of its own: what can't be afforded of it is left out, and costs the image nothing. */
const surveyed = (map: Buffer, limits: Limits): Probe | undefined => {
  try {
    return probe(map, limits);
  } catch (error) {
    if (error instanceof Underivable) return undefined;
    throw error;
  }
};

const scaledBy = (size: Size, to: Size, from: Size): Size => ({
  width: (size.width * to.width) / from.width,
  height: (size.height * to.height) / from.height,
});

type Sizes = { map: Size; stored: Size; size: Size };

/**
 * The plan's steps on the map. The whole goes to its last size at once; where a window is kept, the map first becomes as large
 * as the image, for then the window is the same to the pixel, however the map's own would be cut through. Only what is cut
 * before the resize is rounded to the map's pixels.
 */
const placementOf = (plan: Plan, { map, stored, size }: Sizes): Placement => {
  const { turn, scaled, window } = plan;
  const cut = plan.cut && !sameSize(plan.cut, stored) ? { cut: cutOf(plan.cut, map, stored) } : {};
  if (sameSize(window, scaled))
    return { ...cut, turn, resize: orientedSize(size, turn), scaled: size, window: whole(size) };
  return { ...cut, turn, resize: orientedSize(scaled, turn), scaled, window };
};

const cutOf = (cut: Window, map: Size, stored: Size): Window => {
  const { width, height } = round(scaledBy(cut, map, stored));
  const corner = scaledBy({ width: cut.left, height: cut.top }, map, stored);
  const left = clamp(Math.round(corner.width), 0, map.width - width);
  return { left, top: clamp(Math.round(corner.height), 0, map.height - height), width, height };
};

// Light changes softly: the map of a phone's photograph, 192 × 256, has 3.2 KB at 85 and 5.2 KB at 95.
const quality = 85;

/** The map of the derivative as a JPEG that says what it means; none where it can't be decoded. */
export const renderGainMap = async ({ bytes, gain, placement, size }: GainMapPlan): Promise<Buffer | undefined> => {
  try {
    const { channels } = await sharp(bytes).metadata();
    if (channels !== 1 && channels !== 3) return undefined;
    // A gain map holds numbers, not colors: ignore its profile, convert nothing.
    const space = channels === 1 ? 'b-w' : 'srgb';
    const image = sharp(bytes, { ignoreIcc: true, failOn: 'warning', limitInputPixels: false });
    const { data, info } = await place(image, placement)
      .toColorspace(space)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { curve } = gain;
    const { width, height, channels: raw } = info;
    const map = sharp(curve ? data.map((value) => curve[value] ?? 0) : data, { raw: { width, height, channels: raw } });
    const jpeg = map.resize({ ...size, fit: 'fill' }).toColorspace(space);
    return insertSegments(await jpeg.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer(), gainSegments(gain));
  } catch {
    return undefined;
  }
};

/** A JPEG with its gain map behind it. */
export const withGainMap = (jpeg: Buffer, map: Buffer): Buffer =>
  bundleImages(insertSegments(jpeg, [announcement]), map);
