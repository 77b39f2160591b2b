import { type PathFunction, textFor } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { viewerFunction } from '../local/cloudfront/viewer-function/viewer-function.ts';

/** How many derivatives strangers can have made of one image: a number, or why there is none. */
export type DerivativesPerImage = { readonly most: number; readonly because: string };

/** What viewers can say of themselves beside the URL, as far as it chooses another derivative. */
const accepts = ['image/avif,image/webp,*/*', 'image/webp,*/*', 'image/avif,*/*', '*/*'];
const hints = [{}, { 'save-data': 'on' }, { 'sec-ch-dpr': '2' }, { 'sec-ch-width': '640' }];

/**
 * Counts the derivatives that an image can have without a signature. Where only presets are served the viewer function itself is
 * asked, for every preset and every kind of viewer; anything else leaves some parameter free.
 */
export const derivativesPerImage = async (
  config: Config,
  functions: readonly PathFunction[],
): Promise<DerivativesPerImage> => {
  const { presetsOnly, presets = {}, signing, snap } = config;
  if (presetsOnly) {
    const names = Object.keys(presets);
    return {
      most: await countVariants(names, functions),
      because: `${names.length} presets, in each format that viewers accept, with Save-Data and without`,
    };
  }
  if (signing?.paths.some((path) => /^\/?\*$/.test(path)))
    return { most: 0, because: 'every path needs a signature: you decide what is made' };
  return {
    most: Number.POSITIVE_INFINITY,
    because: `${snap ? 'snap limits only the widths' : 'every size and parameter is served'}. To limit them, set presetsOnly, or signing for every path`,
  };
};

const countVariants = async (presets: string[], functions: readonly PathFunction[]): Promise<number> => {
  const uri = '/image.jpg';
  const run = viewerFunction(textFor(functions, uri));
  const found = new Set<string>();
  for (const preset of presets)
    for (const accept of accepts)
      for (const hint of hints) {
        const request = { method: 'GET', uri, querystring: `preset=${preset}`, ip: '127.0.0.1', id: '' };
        const result = await run({ ...request, headers: { accept, ...hint } });
        if ('querystring' in result) found.add(result.querystring);
      }
  return found.size;
};

/** The same as a sentence, printed when the stack is synthesized. */
export const derivativesSentence = ({ most, because }: DerivativesPerImage): string =>
  Number.isFinite(most)
    ? `Strangers can request at most ${most} variants of each image: ${because}.`
    : `Strangers can request any number of variants of each image: ${because}.`;
