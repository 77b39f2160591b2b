import { measure } from '../../edge/image/analysis/measure.ts';
import { describe } from '../../edge/image/describe.ts';
import { chooseFormat } from '../../edge/image/encode/choose/choose-format.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import type { Format } from '../../edge/image/formats/registry.ts';
import { type Plan, planGeometry } from '../../edge/image/geometry/plan.ts';
import { render } from '../../edge/image/pipeline.ts';
import type { Pixels } from '../../edge/image/pixels/pixels.ts';
import { parseNative } from '../../edge/query/native.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { resolve } from '../../edge/query/resolve.ts';
import { config } from './config.ts';
import type { Color } from './images/chart.ts';

/** What a plain query asks. */
export const variantOf = (query: string): Variant => {
  const pairs = query.split('&').map((pair) => pair.split('='));
  const asked = parseNative(Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value])));
  if ('expected' in asked) throw new Error(`${asked.parameter}=${asked.value}: expected ${asked.expected}`);
  return resolve(asked, () => '');
};

/** A derivative before it is encoded, and the plan it was made by. */
export type Drawn = Pixels & { plan: Plan; format: Format };

/** Bytes of an original, and of a watermark -> the pixels that a query asks for. */
export const drawn = async (bytes: Uint8Array, query: string, markBytes?: Uint8Array): Promise<Drawn> => {
  const variant = variantOf(query);
  const original = await describe(probe(bytes, config.limits), config.limits);
  const measured = await measure(bytes, { variant, original, mark: markBytes });
  const plan = planGeometry(variant, original, measured);
  const format = chooseFormat(variant, { ...original, frames: plan.frames.count }, 0);
  const pixels = await render(bytes, { variant, original, plan: plan, format, mark: measured.mark });
  return { ...pixels, plan: plan, format };
};

/** The color at a point, x and y from 0 to 1, of a frame. */
export const pointOf = ({ bytes, width, height, channels }: Pixels, x: number, y: number, frame = 0): Color => {
  const column = Math.min(width - 1, Math.floor(x * width));
  const row = Math.min(height - 1, Math.floor(y * height));
  const at = ((frame * height + row) * width + column) * channels;
  const [r = 0, g = 0, b = 0, a = 255] = bytes.subarray(at, at + channels);
  return [r, g, b, channels === 4 ? a : 255];
};
