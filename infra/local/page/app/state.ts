import { path } from '../../../../edge/url/url.ts';

/** What the page shows; its URL fragment holds the same. */
export type State = {
  /** The key of the image in the bucket. */
  image: string;
  /** Its parameters, as text; never empty. */
  parameters: Query;
  view: View;
};

export type Query = { [name: string]: string };

/** How the image is shown. */
export type View = {
  /** What a pointer does on the image. */
  tool: 'look' | 'focus' | 'crop';
  compare: 'off' | 'slider' | 'split';
  /** Parameters of the other image in a comparison; without any it is the original. */
  against: string;
  zoom: 'fit' | 'full';
  ground: 'checks' | 'white' | 'black';
  /** Rows of the tables in viewers.ts. */
  browser: string;
  screen: string;
  network: string;
  saveData: string;
  panel: 'code' | 'why' | 'image' | 'request';
};

/** The view of an address that says nothing of it. */
export const plainView: View = {
  tool: 'look',
  compare: 'off',
  against: '',
  zoom: 'fit',
  ground: 'checks',
  browser: 'yours',
  screen: 'none',
  network: 'full',
  saveData: '',
  panel: 'code',
};

// In an address the view's own names stand behind this: no parameter begins with it.
const prefix = 'page.';

/** The fragment of the page's address: the image's own URL, then what differs from the plain view. */
export const formatState = ({ image, parameters, view }: State): string => {
  const names = Object.keys(plainView) as (keyof View)[];
  const seen = names.filter((name) => view[name] !== plainView[name]).map((name) => [prefix + name, view[name]]);
  return `#${path(image)}${formatQuery([...Object.entries(parameters), ...seen])}`;
};

/** Reads a fragment; undefined where it names no image. */
export const parseState = (fragment: string): State | undefined => {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split(/\?(.*)/s);
  if (path === '') return undefined;
  const parameters: Query = {};
  const view: { [name: string]: string } = { ...plainView };
  for (const [name, value] of new URLSearchParams(query)) {
    if (!name.startsWith(prefix)) parameters[name] = value;
    else if (name.slice(prefix.length) in plainView) view[name.slice(prefix.length)] = value;
  }
  return { image: path.split('/').map(decode).join('/'), parameters, view: view as View };
};

const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The path and query of an image. */
export const addressOf = (image: string, parameters: Query): string =>
  path(image) + formatQuery(Object.entries(parameters));

/** Commas and colons need no encoding in a query. */
const formatQuery = (pairs: string[][]) => {
  const query = pairs.map(([name = '', value = '']) => `${name}=${encode(value)}`).join('&');
  return query && `?${query}`;
};

const encode = (value: string) => encodeURIComponent(value).replace(/%(2C|3A|2F)/g, decodeURIComponent);

/** The parameters of a query's text. */
export const parseQuery = (query: string): Query => Object.fromEntries(new URLSearchParams(query));

/** The text of a query, without its question mark. */
export const queryText = (parameters: Query): string => formatQuery(Object.entries(parameters)).slice(1);
