import { decide } from './answer/decide.ts';
import { type Dependencies, dependencies as defaultDependencies } from './answer/dependencies.ts';
import { finished, print } from './fetch/print.ts';
import { askedBy, imageRequest, incoming, originOf } from './fetch/request.ts';
import { methodNotAllowed, refused, withPolicy } from './fetch/response.ts';
import { unchanged } from './fetch/revalidation.ts';
import type { FetchSettings } from './fetch/settings.ts';
import { viewed } from './fetch/viewer.ts';
import { readWebOriginal } from './storage/web/web-originals.ts';

/** Answers a request; `left` gives the milliseconds until the answer must be out. */
export type FetchImage = (request: Request, left?: () => number) => Promise<Response>;

// Milliseconds of a request where its server sets no limit: as many as at the edge.
const usualMilliseconds = 29_000;

/**
 * Entry 3: the service as a function from Request to Response, for a regional Lambda, a container or any server. It decides as
 * Lambda@Edge does; but derivatives may have more than 1 MB, and originals are streamed. Nothing is thrown.
 */
export const fetchImage = (settings: FetchSettings, given = defaultDependencies): FetchImage => {
  const dependencies = settings.web ? { ...given, read: readFrom(given.read) } : given;
  const answer: FetchImage = async (request, left = countdown(usualMilliseconds)) => {
    if (!/^(GET|HEAD|OPTIONS)$/.test(request.method)) return methodNotAllowed();
    const behindViewer = await viewed(request, settings.viewer);
    if ('statusCode' in behindViewer) return refused(behindViewer, request.method);
    const asking = incoming(settings, behindViewer, { method: request.method, left });
    const asked = askedBy(asking, behindViewer);
    const found = await originOf(asking, asked);
    const { origin } = found;
    const context = { asked, request: imageRequest(asking, found, settings.mostBytes) };
    const same = unchanged(origin.headers, request.headers.get('if-none-match'), context);
    if (same) return finished(same, context);
    return print(await decide(context.request, asked, dependencies), origin, { ...context, most: settings.mostBytes });
  };
  return async (request, left) => withPolicy(await answer(request, left), request, settings.policy);
};

/** Reads originals of web servers too. */
const readFrom =
  (readBucket: Dependencies['read']): Dependencies['read'] =>
  (location, options) =>
    location.web ? readWebOriginal(location.web, options) : readBucket(location, options);

/** A clock of so many milliseconds. */
const countdown = (milliseconds: number) => {
  const end = Date.now() + milliseconds;
  return () => end - Date.now();
};
