import type { Refusal } from '../viewer-request.ts';
import { acceptedFormats } from './accept.ts';
import { type Header, lowerQuality, widthFromHints } from './client-hints.ts';
import type { Rules } from './dialect.ts';
import { type Parameter, parameters, type Variant } from './parameters.ts';
import { assign, attempt, keys } from './readers.ts';

/** What a query says: names in lower case, values decoded; the last of a repeated name. */
export type Query = { [name: string]: string };

/** Why a query can't be read: the parameter as the viewer wrote it, what it said, what it may say. */
export type Problem = Refusal & { parameter: string; value: string; expected: string };

// The keys of a table are its parameters, which TypeScript can't know. In njs they come in any order, and in another one here.
export const parameterNames = keys(parameters).sort() as Parameter[];

/** Text without its percent escapes; a malformed one is text as it is. */
export const decode = (text: string) => attempt(decodeURIComponent, text) || text;

/** The parameter of each of its names. */
export const parameterOf: { [name: string]: Parameter } = {};
parameterNames.forEach((parameter) => {
  [parameter].concat((parameters[parameter][1] || parameter).split(' ') as Parameter[]).forEach((name) => {
    parameterOf[name] = parameter;
  });
});

/** How queries are heard: names, of two that say the same parameter the first; and what some of them mean, if not a parameter of ours. */
export type Language = { names: string[]; own: Rules; strict?: boolean };

/** A language of rules of its own and of names that we share; the rules are heard first, but for two that yield to all. */
export const languageOf = (own: Rules, shared: string[], strict?: boolean): Language => ({
  names: keys(own)
    .filter((name) => !/^(auto|url)$/.test(name))
    .sort()
    .concat(shared, 'auto', 'url'),
  own: own,
  strict: !!strict,
});

/** A value as it was sent -> what it says. */
export const decodeValue = (value: string) => decode(value.replace(/\+/g, ' ')).trim();

/** A query as it was sent -> what it says. */
export const splitQuery = (text: string): Query => {
  const query: Query = {};
  text.split('&').forEach((pair) => {
    const at = (pair + '=').indexOf('=');
    query[pair.slice(0, at).toLowerCase()] = decodeValue(pair.slice(at + 1));
  });
  return query;
};

/**
 * What a query asks, in a language. Which of two names for one parameter wins is the language's order, never the URL's: else one
 * image had two cache keys. What can't be read is a problem in a strict language, in another it is ignored.
 */
export const parseQuery = (query: Query, language: Language): Variant | Problem => {
  const variant: { [parameter: string]: unknown } = {};
  let problem: Problem | undefined;
  language.names.forEach((name) => {
    const text = query[name];
    const rule = language.own[name] || parameterOf[name];
    if (text == null || !rule) return;
    const say = (parameter: string, said: string | undefined) => {
      if (said == null || variant[parameter] != null) return;
      const reader = parameters[parameter as Parameter][0];
      const value = reader.read(reader.free ? said : said.toLowerCase());
      if (value != null) variant[parameter] = value;
      else problem = problem || unreadable(name, text, reader.hint);
    };
    if (typeof rule === 'string') return say(rule, text);
    const meant = rule(text.toLowerCase(), query);
    keys(meant).forEach((parameter) => say(parameter, meant[parameter as Parameter]));
  });
  return (language.strict && problem) || (variant as Variant);
};

/** The problem with a known parameter, in the viewer's own parameters. */
export const unreadable = (parameter: string, value: string, expected: string): Problem => ({
  status: 400,
  title: 'This parameter can not be read',
  parameter: parameter,
  value: value.slice(0, 99),
  expected: expected,
});

/**
 * The variant with what follows from it and from the viewer's headers said once: a shape without a fit is cut, and what an
 * automatic width, format or quality may become is known here and nowhere later.
 */
export const resolve = (variant: Variant, header: Header): Variant => {
  const settled = assign({}, variant);
  if (settled.w === 'auto') {
    settled.w = widthFromHints(settled.dpr, header);
    delete settled.dpr;
  }
  if (settled.ar && !settled.fit) settled.fit = 'cover';
  if (settled.format === 'webpll') {
    settled.format = 'webp';
    settled.lossless = true;
  }
  if (settled.fmts && !settled.format) settled.format = 'auto';
  if (settled.format === 'auto') settled.fmts = settled.fmts || acceptedFormats(header('accept'));
  else delete settled.fmts;
  delete settled.preset;
  delete settled.snap;
  // Any parameter but v, dl, default and explain: they change no image, so alone they ask for the original.
  if (header('save-data') === 'on' && /(^|_)([^dev]|.[np])/.test(canonical(settled)))
    settled.q = lowerQuality(settled.q);
  return settled;
};

/** The one spelling of a variant, of unreserved characters (RFC 3986, 2.3) only: `w~400_fit~cover`. Empty: the original. */
export const canonical = (variant: Variant) =>
  parameterNames
    .map((parameter) => {
      const row = parameters[parameter];
      const value = variant[parameter];
      const free = row[0].free;
      const text = free ? spell(value) : (value + '').replace(/,/g, '~');
      const usual = row[2] ? text === row[2] : !free && /^(0|false)$/.test(text);
      return value == null || !text || usual ? '' : parameter + '~' + text;
    })
    .filter((written) => written)
    .join('_');

/** Free text in the characters of the canonical form. */
const spell = (value: unknown) =>
  encodeURIComponent(value + '')
    .replace(/[!'()*~_]/g, (char) => '%' + char.charCodeAt(0).toString(16))
    .replace(/%/g, '~');

/** The variant that a canonical text spells; undefined for any other text. */
export const parseCanonical = (text: string): Variant | undefined => {
  const variant: { [parameter: string]: unknown } = {};
  text.split('_').forEach((written) => {
    const at = written.indexOf('~');
    const parameter = parameterNames[parameterNames.indexOf(written.slice(0, at) as Parameter)];
    if (!parameter) return;
    const reader = parameters[parameter][0];
    const value = written.slice(at + 1);
    variant[parameter] = reader.read(reader.free ? decode(value.replace(/~/g, '%')) : value);
  });
  return canonical(variant as Variant) === text ? (variant as Variant) : undefined;
};
