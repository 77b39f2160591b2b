import type { Variant } from '../../../query/parameters.ts';
import { isNegotiated, isOutput, type OriginalFormat } from '../../formats/registry.ts';

/**
 * Whether `Accept` or `fmts` allows a format: those that it lists and, unless it lists all that the viewer shows (`only`), what
 * every viewer shows. A drawing is also for viewers that name a modern format: these are browsers.
 */
export const isAccepted = (format: OriginalFormat, { fmts = [] }: Variant): boolean => {
  const isListed = fmts.some((name) => name === format);
  if (isListed || fmts.includes('only')) return isListed;
  return format === 'svg' ? fmts.length > 0 : isOutput(format) && !isNegotiated(format);
};
