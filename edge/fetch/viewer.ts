import { parameterOf } from '../query/language.ts';
import type { Header } from '../query/negotiation/client-hints.ts';
import type { Value, ViewerRequest } from '../query/negotiation/viewer-context.ts';
import { pathKeyName } from '../viewer/path-signature.ts';
import { keyName } from '../viewer/signature.ts';
import { queryOf, type ViewerResponse, type ViewerSettings, viewerRequest } from '../viewer-request.ts';

/** The viewer function, for a service that has no CloudFront in front. */
export type Viewer = {
  settings: ViewerSettings;
  /** The secret of a key that signs URLs; undefined for an unknown one. */
  secret?: (key: string) => string | undefined | Promise<string | undefined>;
  /** Whether `explain` is answered; else it is an unknown parameter. */
  explains: boolean;
};

/** A request behind the viewer function: path and query as the cache key has them, and its remaining headers. */
export type Viewed = {
  path: string;
  query: string;
  header: Header;
  /** Headers that the viewer function read, by their lower-case names; undefined where it ran before, at CloudFront. */
  read: string[] | undefined;
};

/** Runs the viewer function on a request where there is one to run, or gives what it refuses the request with. */
export const viewed = async (incoming: Request, viewer: Viewer | undefined): Promise<Viewed | ViewerResponse> => {
  const { pathname, search } = new URL(incoming.url);
  const header: Header = (name) => incoming.headers.get(name) ?? '';
  if (!viewer) return { path: pathname, query: search.slice(1), header, read: undefined };
  const read = new Set<string>();
  const event = eventOf(incoming, { viewer, read });
  const key = viewer.secret && (keyName(queryOf(event)) || pathKeyName(event.uri));
  const secret = key ? await viewer.secret?.(key) : undefined;
  const result = viewerRequest(viewer.settings)({ request: event }, secret);
  if ('statusCode' in result) return result;
  const variant = result.querystring.variant?.value;
  return {
    path: result.uri,
    query: variant === undefined ? '' : `variant=${variant}`,
    header: (name) => result.headers[name]?.value ?? '',
    read: [...read].filter((name) => name !== 'host'),
  };
};

type Reading = { viewer: Viewer; read: Set<string> };

/** The event that CloudFront would give the function. Every header that the function looks at is added to `read`. */
const eventOf = (incoming: Request, { viewer, read }: Reading): ViewerRequest => {
  const { pathname, search, host } = new URL(incoming.url);
  const values = Object.fromEntries([...incoming.headers].map(([name, value]) => [name, { value }]));
  const headers = new Proxy<ViewerRequest['headers']>(
    { ...values, host: { value: host } },
    {
      get: (target, name) => {
        if (typeof name !== 'string') return undefined;
        read.add(name);
        return target[name];
      },
    },
  );
  return {
    method: incoming.method,
    uri: pathname,
    querystring: queryValues(search.slice(1), viewer.explains),
    headers,
    rawQueryString: () => search.slice(1),
  };
};

const queryValues = (text: string, explains: boolean): ViewerRequest['querystring'] => {
  const pairs = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split(/=(.*)/s))
    .filter(([name = '']) => explains || parameterOf[name.toLowerCase()] !== 'explain');
  const grouped = Map.groupBy(pairs, ([name = '']) => name);
  const values = [...grouped].map(([name, all]): [string, Value] => {
    const multiValue = all.map(([, value = '']) => ({ value }));
    return [name, { value: multiValue[0]?.value ?? '', multiValue }];
  });
  return Object.fromEntries(values);
};
