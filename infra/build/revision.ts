import { createHash } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { limitsOf } from '../config/settings/origin-settings.ts';

/**
 * Identifies everything that decides how an image looks: the code that makes pixels (infra/build/pixel-code.ts), the limits and the
 * marks. Derivatives of another release are kept under another revision, so none of them is served by this one.
 */
export const revisionOf = (config: Config, pixelCode: string): string =>
  createHash('sha256')
    .update(pixelCode)
    .update(JSON.stringify([limitsOf(config), config.marks]))
    .digest('hex')
    .slice(0, 12);
