import { look } from '../../edge/image/analysis/measure.ts';
import { describe } from '../../edge/image/describe.ts';
import { chooseFormat, type Format } from '../../edge/image/encode/choose-format.ts';
import { survey } from '../../edge/image/formats/probe.ts';
import { type Plan, plan } from '../../edge/image/geometry/plan.ts';
import { render } from '../../edge/image/pipeline.ts';
import type { Pixels } from '../../edge/image/pixels/pixels.ts';
import { parse } from '../../edge/query/native.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { settle } from '../../edge/query/parse.ts';
import { config } from '../../infra/config.ts';
import type { Colour } from './chart.ts';

/** What a plain query asks. */
export const variantOf = (query: string): Variant => {
  const pairs = query.split('&').map((pair) => pair.split('='));
  const asked = parse(Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value])));
  if ('expected' in asked) throw new Error(`${asked.word}=${asked.value}: expected ${asked.expected}`);
  return settle(asked, () => '');
};

/** A derivative before it is encoded, and the plan it was made by. */
export type Drawn = Pixels & { plan: Plan; format: Format };

/** Bytes of an original, and of a watermark -> the pixels that a query asks for. */
export const drawn = async (bytes: Uint8Array, query: string, markBytes?: Uint8Array): Promise<Drawn> => {
  const variant = variantOf(query);
  const original = await describe(survey(bytes, config.limits), config.limits);
  const sight = await look(bytes, variant, original, markBytes);
  const planned = plan(variant, original, sight);
  const format = chooseFormat(variant, { ...original, frames: planned.frames.count }, 0);
  const pixels = await render(bytes, { variant, original, plan: planned, format, mark: sight.mark });
  return { ...pixels, plan: planned, format };
};

/** The colour at a point, x and y from 0 to 1, of a frame. */
export const pointOf = ({ bytes, width, height, channels }: Pixels, x: number, y: number, frame = 0): Colour => {
  const column = Math.min(width - 1, Math.floor(x * width));
  const row = Math.min(height - 1, Math.floor(y * height));
  const at = ((frame * height + row) * width + column) * channels;
  const [r = 0, g = 0, b = 0, a = 255] = bytes.subarray(at, at + channels);
  return [r, g, b, channels === 4 ? a : 255];
};
