import { join } from 'node:path';
import { lambdaAsset } from '../../infra/build/lambda-assets.ts';
import type { Config } from '../../infra/config/schema.ts';

/** Builds the function of a config into a folder of its own, so that what is deployed stays as it is. Linux on x64 only. */
export const buildFunction = async (config: Config): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`The built function runs on Linux and x64, this is ${process.platform} and ${process.arch}`);
  const { directory } = await lambdaAsset(config, join(import.meta.dirname, '../../dist/soak-function'));
  return directory;
};
