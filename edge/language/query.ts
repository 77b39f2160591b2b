import type { Refusal } from '../viewer-request.ts';
import { accepted } from './accept.ts';
import type { Rules } from './dialects.ts';
import { type Header, lowered, shownWidth } from './hints.ts';
import { assign, attempt, keys } from './reader.ts';
import { auto, shorthands } from './shorthands.ts';
import { type Variant, vocabulary, type Word } from './vocabulary.ts';

/** What a query says: names in lower case, values decoded; the last of a repeated name. */
export type Query = { [name: string]: string };

/** Why a query can't be read: the word as the viewer wrote it, what it said, what it may say. */
export type Problem = Refusal & { word: string; value: string; expected: string };

// The keys of a table are its words, which TypeScript can't know. In njs they come in any order, and in another one here.
const words = keys(vocabulary).sort() as Word[];

/** Text without its percent escapes; a malformed one is text as it is. */
export const decode = (text: string) => {
  const decoded = attempt(decodeURIComponent, text);
  return decoded == null ? text : decoded;
};

/** What each of our own names means. */
export const native: Rules = assign({ auto: auto }, shorthands);

/**
 * All our names: the shorthands from z to a (a focal point before the `crop` that announces it, `flop` before the `flip` that
 * it joins), then the words with their aliases, then `auto`.
 */
export const names: string[] = keys(shorthands).sort().reverse();
words.forEach((word) => {
  [word].concat((vocabulary[word][1] || word).split(' ') as Word[]).forEach((name) => {
    native[name] = word;
    names.push(name);
  });
});
names.push('auto');

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
 * What a query asks, in our own words or in a dialect's: names that it shares with us, in an order, and rules of its own.
 * Which of two names for one word wins is that order, never the URL's: else one picture had two cache keys.
 * In a dialect an unreadable value is ignored, as its own service does.
 */
export const parse = (query: Query, dialect?: string[], own?: Rules): Variant | Problem => {
  const variant: { [word: string]: unknown } = {};
  let problem: Problem | undefined;
  const hear = (word: string, name: string, text: string | undefined) => {
    if (text == null || problem || variant[word] != null) return;
    const reader = vocabulary[word as Word][0];
    const value = reader.read(reader.free ? text : text.toLowerCase());
    if (value != null) variant[word] = value;
    else if (!dialect) problem = unreadable(name, query[name] + '', reader.hint);
  };
  (dialect || names).forEach((name) => {
    const text = query[name];
    const rule = (own && own[name]) || native[name];
    if (text == null || !rule) return;
    if (typeof rule === 'string') return hear(rule, name, text);
    const meant = rule(text.toLowerCase(), query);
    keys(meant).forEach((word) => hear(word, name, meant[word as Word]));
  });
  return problem || (variant as Variant);
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
  if (header('save-data') === 'on' && canonical(settled)) settled.q = lowered(settled.q);
  return settled;
};

/** The one spelling of a variant, of unreserved characters (RFC 3986, 2.3) only: `w~400_fit~cover`. Empty: the original. */
export const canonical = (variant: Variant) =>
  words
    .map((word) => {
      const row = vocabulary[word];
      const value = variant[word];
      const text = row[0].free ? spell(value) : (value + '').replace(/,/g, '~');
      return value == null || !text || text === (row[2] || row[0].usual) ? '' : word + '~' + text;
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
