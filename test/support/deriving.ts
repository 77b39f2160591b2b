import type { Derivative } from '../../edge/image/derivative.ts';
import { derive } from '../../edge/image/derive.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { config } from './config.ts';

/** The derivative of an original, as the Lambda makes it when nothing else presses: the limits of the config, all the time. */
export const deriving = (
  original: Uint8Array,
  variant: Variant,
  budget: { bytes?: number; left?: () => number } = {},
): Promise<Derivative> =>
  derive(original, { variant, limits: config.limits, budget: { bytes: 100_000_000, left: () => 30_000, ...budget } });
