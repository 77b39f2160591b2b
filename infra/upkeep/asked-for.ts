import { path as urlPath } from '../../edge/url/url.ts';
import type { Job } from './job.ts';
import { findOriginal, variantsOf } from './pregeneration.ts';

/** Variants to pre-generate of an original, and who may see the original where they are asked for. */
export type AskedFor = { access: 'public' | 'private'; variants: string[] };

/** An object of one of the buckets. */
type Named = { bucket: string; key: string };

/**
 * What is pre-generated of an original: of each path that is served from its bucket, what the configuration lists for that path. Of a
 * second bucket nothing where the first has the same path: it would never be asked for.
 */
export const askedFor = async ({ bucket, key }: Named, { settings, resources }: Job): Promise<AskedFor[]> => {
  const { folder, further = [], pregenerated, edge } = settings;
  const first = { bucket: resources.originals.name, folder, pattern: undefined, access: edge.originals.access };
  const asked: AskedFor[] = [];
  for (const place of [first, ...further].filter((each) => each.bucket === bucket && key.startsWith(each.folder))) {
    const path = key.slice(place.folder.length);
    const variants = variantsOf(path, pregenerated);
    const row = further.find(({ pattern }) => pattern !== undefined && isOf(pattern, path));
    if (variants.length === 0 || row?.pattern !== place.pattern) continue;
    const isSecond = place.pattern === undefined && place !== first;
    if (isSecond && (await findOriginal(resources.originals, folder + path))) continue;
    asked.push({ access: place.access, variants });
  }
  return asked;
};

/** Whether a path, without a leading slash, is one of a pattern, as URLs write it or without escapes. */
const isOf = (pattern: string, path: string): boolean =>
  [`/${path}`, urlPath(path)].some((written) => new RegExp(pattern).test(written));
