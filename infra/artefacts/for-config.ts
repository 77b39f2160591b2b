import { text } from 'node:stream/consumers';
import { pregenerated } from '../build/pregenerated.ts';
import { viewerFunctions } from '../build/viewer-function.ts';
import type { Config } from '../config/schema.ts';

// A process of a synth, since a construct can't wait: a config in; its viewer functions and the variants that are made in advance
// out, or what is wrong, as JSON.
const forConfig = async (config: Config) => {
  // What a signature opens is the same image under the same name.
  const { signing: _, ...open } = config;
  return {
    viewerFunctions: await viewerFunctions(config),
    variants: config.pregenerate ? await pregenerated(config, await viewerFunctions(open)) : [],
  };
};

const result = await forConfig(JSON.parse(await text(process.stdin))).catch((error: Error) => ({
  error: error.message,
}));
process.stdout.write(JSON.stringify(result));
