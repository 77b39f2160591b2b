import type { ViewerStep } from '../viewer-request.ts';
import type { Parameter, Variant } from './parameters.ts';
import { decode, decodeValue, languageOf, parseQuery, type Query, unreadable } from './parse.ts';
import { assign, keys, oneOf } from './readers.ts';

/** What we are told by one parameter: values of ours, still as text. */
export type Said = { [parameter in Parameter]?: string | undefined };

/** What one parameter of another service means: a parameter of ours, or a reading of its own (in lower case) that says several. */
export type Rule = Parameter | ((text: string, asked: Query) => Said);

/** Another service's parameters, as a table onto ours. */
export type Rules = { [name: string]: Rule | undefined };

/** Another service's language. */
export type Dialect = {
  /** The parameters that mean here what they mean there, by any name that we know them by; of two that say the same the first wins. */
  parameters: string;
  /** Parameters of its own; they win over the others. */
  own?: Rules;
  /** What holds where the parameters that were read leave it open. Without any parameter the original is asked, as everywhere. */
  defaults?: Variant;
  /** Where the image is named, when that is not the path. */
  locate?: Locate;
};

/** The path of an image, still percent-encoded, empty where it is not in this bucket; and the parameters asked of it. */
export type Place = [uri: string, query: Query];

type Locate = (uri: string, query: Query, host: string) => Place;

/** The first step of the viewer function where paths have languages: the first row that matches counts. */
export const dialectStep =
  (rows: [path: RegExp, dialect: Dialect][], otherwise?: ViewerStep): ViewerStep =>
  (asked, visitor) => {
    const request = visitor.sent;
    const uri = request.uri;
    const row = rows.find((row) => row[0].test(uri));
    if (!row) return otherwise ? otherwise(asked, visitor) : asked;
    const dialect = row[1];
    const host = visitor.header('host');
    const place: Place = dialect.locate ? dialect.locate(uri, visitor.said, host) : [uri, visitor.said];
    if (!place[0]) return unreadable('url', uri, host);
    request.uri = place[0];
    const heard = parseQuery(place[1], languageOf(dialect.own || {}, dialect.parameters.split(' ')));
    return keys(heard)[0] ? assign({}, dialect.defaults, heard) : heard;
  };

/** The names that most services spell out. */
export const spelledOut = 'width height format quality ';
export const effects = 'brightness contrast saturation blur ';

/** The rule that says one parameter of ours, in our unit. */
export const say =
  (parameter: Parameter, convert: (text: string) => string | number): Rule =>
  (text) => {
    const said: Said = {};
    said[parameter] = convert(text) + '';
    return said;
  };

/** The rule of a service's fit: its parameters, grouped behind one that we read the same, and which of them enlarge. */
export const fits =
  (groups: string, enlarging: RegExp): Rule =>
  (text) => ({ fit: oneOf(groups).read(text), enlarge: enlarging.test(text) + '' });

/** For a service that enlarges only when it is asked to by another parameter. */
export const none = /!/;

/** Whoever shows a better format gets it. */
export const negotiated: Rule = () => ({ format: 'auto' });

/** A color whose alpha stands first (ARGB, AARRGGBB) -> ours, where it stands last. */
export const alphaFirst = (text: string) => text.replace(/^([\da-f]{1,2})(([\da-f]{3}){1,2})$/, '$2$1');

/** A factor around 1 -> per cent around 0. */
export const factor = (text: string) => +text * 100 - 100;

/** 0 to 10 -> 0 to 100; the first of a list. */
export const tenfold = (text: string) => parseFloat(text) * 10;

/** The image is named by the parameter `url`; without it by the path. */
export const byUrl: Locate = (uri, query, host) => [query['url'] == null ? uri : path(query['url'], host), query];

/** `/cdn-cgi/image/width=80,quality=75/<picture>`; any other path is an image's own. */
export const byPath: Locate = (uri, _, host) => {
  const query: Query = {};
  const found = uri.replace(/^\/cdn-cgi\/image\/(.*?)\/(.*)/, (_, options, address) => {
    options.replace(
      /([^,=]+)=([^,]*)/g,
      (_: string, name: string, value: string) => (query[name] = decodeValue(value)),
    );
    return path(address, host);
  });
  return [found, query];
};

/**
 * The path of an image as the author of a page wrote it: an address on this very host, or a path (whose first folder may
 * not look like a host unless a slash stands before it); empty for any other. One bucket lies behind this door: no other
 * host is ever asked.
 */
const path = (address: string, host: string) => {
  const own = RegExp('^(\\w*:?//)?' + host.replace(/\W/g, '\\$&') + '/', 'i');
  const key = decode(address.replace(/[?#].*/, '')).replace(own, '/');
  return /^\/?$|^[^/]*(\/|\.[^/]*)\/|(^|[/\\])\.\.?([/\\]|$)/.test(key)
    ? ''
    : encodeURIComponent(key).replace(/^(%2F)?|%2F/g, '/');
};
