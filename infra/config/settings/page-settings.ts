import type { Config } from '../schema.ts';

/** What the page is told of the service that serves it. */
export type PageSettings = {
  /** Served by `npm start`, which also lists images, takes new ones and asks as other viewers do. */
  local?: true;
  /** Keys of the images that it offers; without them it asks the server. */
  images?: readonly string[];
  /** Whether `explain=1` is answered without a signature. */
  explains: boolean;
  /** What it can't do here, in sentences. */
  closed: readonly string[];
};

/** The settings of the page of a deployed stack. */
export const pageSettings = ({ page, explain, originals, signing, snap }: Config): PageSettings => {
  const explains = explain === 'on' && originals.access === 'public';
  return {
    images: page?.images ?? [],
    explains,
    closed: [
      ...(originals.access === 'private'
        ? ['The originals are private: their bytes are not told, and a URL without parameters is refused.']
        : []),
      ...(signing ? [`The page signs nothing: images of ${signing.paths.join(', ')} are refused.`] : []),
      ...(explains ? [] : ['explain is off for the page: it does not show why a format was chosen, nor scores.']),
      ...(snap ? ['Sizes are rounded up to the ladder of the configuration.'] : []),
    ],
  };
};
