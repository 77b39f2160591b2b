import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import type { Config } from '../schema.ts';
import { originalsByPath } from './locations.ts';
import { matchesPattern, sharedPattern } from './path-pattern.ts';

/** A viewer function's text, the path pattern of the cache behavior that runs it, and the dialect, where it reads no other. */
export type PathFunction = { pathPattern: string; text: string; dialect?: DialectName };

/** A path pattern, and the originals that it is for. */
type Place = { pathPattern: string };

/** A cache behavior for images besides the default one: `isDrawing` where CloudFront compresses what it sends. */
type ImageBehavior<P extends Place> = { pathPattern: string; text: string; place: P; isDrawing: boolean };

/** Default quotas: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const quotas = { behaviors: 75, functionsOfStore: 10 };

/** The default behavior and that of large derivatives. */
const otherBehaviors = 2;

/** The text of the function that CloudFront runs for a path. The last one is that of the default behavior. */
export const textFor = (functions: readonly PathFunction[], uri: string): string =>
  functions.find(({ pathPattern }) => matchesPattern(pathPattern, uri))?.text ?? '';

/**
 * The cache behaviors for images besides the default one, in CloudFront's order: the first match wins. Where both functions and
 * buckets go by the path, there is one for each pair that shares paths. Drawings have one of their own within every pattern that can
 * match any. Throws where a function's path and a bucket's overlap otherwise.
 */
export const imageBehaviors = <P extends Place>(
  functions: readonly PathFunction[],
  places: readonly P[],
): ImageBehavior<P>[] => {
  const rows = functions.flatMap((row) => places.flatMap((place) => paired(row, place)));
  const behaviors = rows.flatMap(({ pathPattern, ...row }): ImageBehavior<P>[] => [
    ...(pathPattern.endsWith('*') ? [{ ...row, pathPattern: `${pathPattern}.svg`, isDrawing: true }] : []),
    ...(pathPattern === '*' ? [] : [{ ...row, pathPattern, isDrawing: pathPattern.endsWith('.svg') }]),
  ]);
  // CloudFront refuses a pattern that comes twice.
  return behaviors.filter(
    (each, at) => behaviors.findIndex(({ pathPattern }) => pathPattern === each.pathPattern) === at,
  );
};

const paired = <P extends Place>({ pathPattern: path, text }: PathFunction, place: P) => {
  const pathPattern = sharedPattern(path, place.pathPattern);
  return pathPattern === undefined ? [] : [{ pathPattern, text, place }];
};

/** A function of its own for CloudFront: rows of one dialect share theirs. */
export type DistinctFunction = { name: string; text: string; pathPatterns: string[] };

/** The functions to create: `viewer-request` is that of the default behavior, the others bear the name of their dialect. */
export const distinctFunctions = (functions: readonly PathFunction[]): DistinctFunction[] =>
  [...Map.groupBy(functions, ({ text }) => text).entries()].map(([text, rows]) => {
    const pathPatterns = rows.map(({ pathPattern }) => pathPattern);
    return { name: `viewer-request${pathPatterns.includes('*') ? '' : `-${rows[0]?.dialect}`}`, text, pathPatterns };
  });

/** Throws where a distribution, or the store of the signing keys, takes fewer behaviors or functions. */
export const checkQuotas = (
  functions: readonly PathFunction[],
  config: Pick<Config, 'originals' | 'buckets' | 'signing' | 'page'>,
): void => {
  const { buckets = [], signing, page } = config;
  const behaviors = imageBehaviors(functions, originalsByPath(config)).length + otherBehaviors + (page ? 1 : 0);
  const fields = buckets.length > 0 ? 'dialects and buckets' : 'dialects';
  if (behaviors > quotas.behaviors)
    throw new Error(
      `${fields}: ${functions.length - 1 + buckets.length} rows need ${behaviors} cache behaviors, CloudFront takes ${quotas.behaviors} a distribution`,
    );
  const { length } = distinctFunctions(functions);
  if (signing && length > quotas.functionsOfStore)
    throw new Error(
      `signing: the dialects need ${length} viewer functions, CloudFront takes ${quotas.functionsOfStore} with one store of keys`,
    );
};
