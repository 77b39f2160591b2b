import type { Refusal } from '../viewer-request.ts';
import { accepted } from './accept.ts';
import { type Header, lowered, shownWidth } from './client-hints.ts';
import type { Rules } from './dialect.ts';
import { type Variant, vocabulary, type Word } from './parameters.ts';
import { assign, attempt, keys } from './readers.ts';

/** What a query says: names in lower case, values decoded; the last of a repeated name. */
export type Query = { [name: string]: string };

/** Why a query can't be read: the word as the viewer wrote it, what it said, what it may say. */
export type Problem = Refusal & { word: string; value: string; expected: string };

// The keys of a table are its words, which TypeScript can't know. In njs they come in any order, and in another one here.
export const words = keys(vocabulary).sort() as Word[];

/** Text without its percent escapes; a malformed one is text as it is. */
export const decode = (text: string) => attempt(decodeURIComponent, text) || text;

/** The word of each of its names. */
export const wordOf: { [name: string]: Word } = {};
words.forEach((word) => {
  [word].concat((vocabulary[word][1] || word).split(' ') as Word[]).forEach((name) => {
    wordOf[name] = word;
  });
});

/** How queries are heard: names, of two that say the same word the first; and what some of them mean, if not a word of ours. */
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
export const plain = (value: string) => decode(value.replace(/\+/g, ' ')).trim();

/** A query as it was sent -> what it says. */
export const spoken = (text: string): Query => {
  const query: Query = {};
  text.split('&').forEach((pair) => {
    const at = (pair + '=').indexOf('=');
    query[pair.slice(0, at).toLowerCase()] = plain(pair.slice(at + 1));
  });
  return query;
};

/**
 * What a query asks, in a language. Which of two names for one word wins is the language's order, never the URL's: else one
 * picture had two cache keys. What can't be read is a problem in a strict language, in another it is ignored.
 */
export const hear = (query: Query, language: Language): Variant | Problem => {
  const variant: { [word: string]: unknown } = {};
  let problem: Problem | undefined;
  language.names.forEach((name) => {
    const text = query[name];
    const rule = language.own[name] || wordOf[name];
    if (text == null || !rule) return;
    const say = (word: string, said: string | undefined) => {
      if (said == null || variant[word] != null) return;
      const reader = vocabulary[word as Word][0];
      const value = reader.read(reader.free ? said : said.toLowerCase());
      if (value != null) variant[word] = value;
      else problem = problem || unreadable(name, text, reader.hint);
    };
    if (typeof rule === 'string') return say(rule, text);
    const meant = rule(text.toLowerCase(), query);
    keys(meant).forEach((word) => say(word, meant[word as Word]));
  });
  return (language.strict && problem) || (variant as Variant);
};

/** The problem with a known word, in the viewer's own words. */
export const unreadable = (word: string, value: string, expected: string): Problem => ({
  status: 400,
  title: 'This word can not be read',
  word: word,
  value: value.slice(0, 99),
  expected: expected,
});

/**
 * The variant with what follows from it and from the viewer's headers said once: a shape without a fit is cut, and what an
 * automatic width, format or quality may become is known here and nowhere later.
 */
export const settle = (variant: Variant, header: Header): Variant => {
  const settled = assign({}, variant);
  if (settled.w === 'auto') {
    settled.w = shownWidth(settled.dpr, header);
    delete settled.dpr;
  }
  if (settled.ar && !settled.fit) settled.fit = 'cover';
  if (settled.format === 'webpll') {
    settled.format = 'webp';
    settled.lossless = true;
  }
  if (settled.fmts && !settled.format) settled.format = 'auto';
  if (settled.format === 'auto') settled.fmts = settled.fmts || accepted(header('accept'));
  else delete settled.fmts;
  delete settled.preset;
  delete settled.snap;
  // Any word but v, dl, default and explain: they change no picture, so alone they ask for the original.
  if (header('save-data') === 'on' && /(^|_)([^dev]|.[np])/.test(canonical(settled))) settled.q = lowered(settled.q);
  return settled;
};

/** The one spelling of a variant, of unreserved characters (RFC 3986, 2.3) only: `w~400_fit~cover`. Empty: the original. */
export const canonical = (variant: Variant) =>
  words
    .map((word) => {
      const row = vocabulary[word];
      const value = variant[word];
      const free = row[0].free;
      const text = free ? spell(value) : (value + '').replace(/,/g, '~');
      const usual = row[2] ? text === row[2] : !free && /^(0|false)$/.test(text);
      return value == null || !text || usual ? '' : word + '~' + text;
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
  const variant: { [word: string]: unknown } = {};
  text.split('_').forEach((written) => {
    const at = written.indexOf('~');
    const word = words[words.indexOf(written.slice(0, at) as Word)];
    if (!word) return;
    const reader = vocabulary[word][0];
    const value = written.slice(at + 1);
    variant[word] = reader.read(reader.free ? decode(value.replace(/~/g, '%')) : value);
  });
  return canonical(variant as Variant) === text ? (variant as Variant) : undefined;
};
