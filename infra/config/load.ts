import { config } from '../config.ts';
import type { Config } from './schema.ts';
import { resolveConfig } from './validate.ts';

/** The deployer's config (infra/config.ts), checked and with its defaults. */
export const loadConfig = (): Config => resolveConfig(config);
