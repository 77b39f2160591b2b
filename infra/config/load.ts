import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from './schema.ts';
import { resolveConfig } from './validate.ts';

// Another file for another stage: EDGE_IMAGES_CONFIG=infra/staging.ts npx cdk deploy --all
const file = process.env.EDGE_IMAGES_CONFIG;
const { config } = file ? await import(pathToFileURL(resolve(file)).href) : await import('../config.ts');

/** The deployer's config (infra/config.ts, or the file named by EDGE_IMAGES_CONFIG), checked and with its defaults. */
export const loadConfig = (): Config => resolveConfig(config);
