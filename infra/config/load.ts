import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from './schema.ts';
import { resolveConfig } from './validate.ts';

// Another file for another stage: EDGE_IMAGES_CONFIG=infra/staging.ts npx cdk deploy --all
const file = process.env.EDGE_IMAGES_CONFIG;

/** What Node says of a path that is no module. Whatever else fails is a slip within the file: Node shows its line. */
const notAModule = [
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_UNSUPPORTED_DIR_IMPORT',
];

// Kept until the config is asked for, so that a command reports it as it does everything else.
const importFile = async (path: string) =>
  import(pathToFileURL(resolve(path)).href).catch((error) => {
    if (!notAModule.includes(error.code)) throw error;
    return { failure: `EDGE_IMAGES_CONFIG is ${path}, expected a TypeScript file with a config: ${error.message}` };
  });

const { config, failure } = file ? await importFile(file) : await import('../config.ts');

/** The deployer's config (infra/config.ts, or the file named by EDGE_IMAGES_CONFIG), checked and with its defaults. */
export const loadConfig = (): Config => {
  if (failure) throw new Error(failure);
  return resolveConfig(config, file);
};
