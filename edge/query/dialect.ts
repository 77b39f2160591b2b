import { assign, keys } from './builtins.ts';
import { decode, encodePath, type Query } from './decode.ts';
import { languageOf, type NativeTexts, type Rule, type RuleFunction, type Rules } from './language.ts';
import type { ViewerStep } from './negotiation/viewer-context.ts';
import type { Parameter, Variant } from './parameters.ts';
import { parseQuery, unreadable } from './parse.ts';
import { oneOf } from './readers/choice.ts';

/** The parameters of another service, mapped onto ours. */
export type Dialect = {
  /** Names that mean the same there and here, aliases included, separated by spaces; of two for one parameter the first wins. */
  parameters: string;
  /** Parameters that mean something else there, or that we do not have by that name; they win over the others. */
  own?: Rules;
  /** Values of parameters that the URL does not give. They do not apply to a URL without any parameter: that is the original. */
  defaults?: Variant;
  /** Finds the image and the parameters in a URL whose path is not the image's own. */
  locate?: Locate;
};

/** The path of an image (percent-encoded; empty if it is not in this bucket) and its parameters. */
export type Located = [uri: string, query: Query];

/** Reads a URL whose path is not the image's own. */
export type Locate = (uri: string, query: Query, host: string) => Located;

/** The first step of the viewer function where dialects are configured: parses the query by the first row that matches the path. */
export const dialectStep =
  (rows: [path: RegExp, dialect: Dialect][], otherwise?: ViewerStep): ViewerStep =>
  (asked, visitor) => {
    const row = rows.find((row) => row[0].test(visitor.sent.uri));
    return row ? parseDialect(row[1])(asked, visitor) : otherwise ? otherwise(asked, visitor) : asked;
  };

/** The first step where one dialect is read on every path. */
export const parseDialect =
  (dialect: Dialect): ViewerStep =>
  (_, visitor) => {
    const request = visitor.sent;
    const uri = request.uri;
    const host = visitor.header('host');
    const located: Located = dialect.locate ? dialect.locate(uri, visitor.query, host) : [uri, visitor.query];
    if (located[0][0] !== '/') return unreadable('url', uri, host);
    request.uri = located[0];
    const parsed = parseQuery(located[1], languageOf(dialect.own || {}, dialect.parameters.split(' ')));
    // A preset is complete, in parameters of our own.
    return keys(parsed)[0] && !('preset' in parsed) ? assign({}, dialect.defaults, parsed) : parsed;
  };

/** The long names that most services share. */
export const longNames = 'width height format quality ';
export const effectNames = 'brightness contrast saturation blur ';

/** The rule for a parameter that we have under another name or in another unit. */
export const converted =
  (parameter: Parameter, convert: (text: string) => string | number | boolean): Rule =>
  (text) => {
    const native: NativeTexts = {};
    native[parameter] = convert(text) + '';
    return native;
  };

/** The rule for `fit`: the service's values, grouped behind one that means the same here; and which of them enlarge. */
export const fitRule =
  (groups: string, enlarging: RegExp): RuleFunction =>
  (text) => ({ fit: oneOf(groups).read(text), enlarge: enlarging.test(text) + '' });

/** The rule for a parameter that counts only beside `fit=crop`. */
export const ifCropped =
  (parameter: Parameter): Rule =>
  (text, asked) => {
    const native: NativeTexts = {};
    if (/^crop/.test(asked['fit'] || asked['f'] || '')) native[parameter] = text;
    return native;
  };

/** The box that `w` and `h` ask for; a side of 0 is none. */
export const boxOf = (asked: Query) => (asked['w'] || 0) + ',' + (asked['h'] || 0);

/** No value of `fit` enlarges. */
export const never = /!/;

/** The rule for a parameter that every URL has, where the service always negotiates the format. */
export const autoFormat: Rule = () => ({ format: 'auto' });

/** ARGB or AARRGGBB -> RGBA or RRGGBBAA, as CSS writes it. */
export const argbToRgba = (text: string) => text.replace(/^([\da-f]{1,2})(([\da-f]{3}){1,2})$/, '$2$1');

/** `rgb(240 40 145 / 0.5)` of CSS, or `240,40,145` -> rrggbbaa; any other color as it is. */
export const cssColor = (text: string) =>
  /\d[ ,]/.test(text)
    ? (text.match(/[\d.]+%?/g) || [])
        .map((part, at) => parseFloat(part) * (at < 3 ? 1 : /%/.test(part) ? 2.551 : 255))
        .map(hexByte)
        .join('')
    : text;

/** A byte, or more, as two hex digits. */
export const hexByte = (byte: number) => (256 + Math.min(255, Math.round(byte))).toString(16).slice(1);

/** A factor around 1 -> percent around 0. */
export const factorToPercent = (text: string) => +text * 100 - 100;

/** 0 to 10 -> 0 to 100; the first of a list. */
export const timesTen = (text: string) => parseFloat(text) * 10;

/** Takes the image from the parameter `url`; without it the path is the image's own. */
export const locateByUrl: Locate = (uri, query, host) => [
  query['url'] == null ? uri : imagePath(query['url'], host),
  query,
];

/**
 * The path of an image in an address that stands inside a URL, whose own query does not count: an address on this very host
 * (also `https:/host/…`, as some proxies fold it, and `ssl:host/…`, behind a slash too), or a path, whose first folder may not look like a host unless one slash stands
 * before it. Empty for anything else, since no other host is ever asked.
 */
export const imagePath = (address: string, host: string) => {
  const own = RegExp('^/?(\\w*:)?/*' + host.replace(/\W/g, '\\$&') + '/+', 'i');
  const text = decode(address.replace(/[?#].*/, ''));
  const found = text.replace(own, '/');
  // In an address a question mark begins the query, in a path it is part of a name.
  const key = (found === text ? text : found.replace(/[?#].*/, '')).replace(/^\/\/([^/]*)$/, '/$1');
  return /^\/?$|^(\/http)?\w*:|^(\/\/)?[^/.]*\.[^/]*\/|^\/\/|(^|[/\\])\.\.?([/\\]|$)/.test(key)
    ? ''
    : encodePath(key.replace(/^\/?/, '/'));
};
