import type { Accepted } from './accept.ts';
import { type Dialect, shorthands } from './dialects.ts';
import { type Variant, vocabulary, type Word } from './vocabulary.ts';

/** A query as it came: names and values as sent, still percent-encoded; the last of a repeated name. */
export type Query = { [name: string]: string };

/** Why a query can't be read: the word as the viewer wrote it, what it said, what it may say. */
export type Problem = { word: string; value: string; expected: string };

/** Free text in the characters of the canonical form. */
const spell = (text: string) =>
  encodeURIComponent(text)
    .replace(/[!'()*~_]/g, (char) => '%' + char.charCodeAt(0).toString(16))
    .replace(/%/g, '~');

const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch (_) {
    return text;
  }
};

/**
 * What a query asks, in our own words or in a dialect's.
 * Which of two names for one word wins is the table's order, never the URL's: else one picture had two cache keys.
 * In a dialect an unreadable value is ignored, as its own service does.
 */
export const parse = (query: Query, dialect: Dialect | undefined): Variant | Problem => {
  const asked: Query = {};
  Object.keys(query)
    .sort()
    .forEach((name) => {
      if (name) asked[name.toLowerCase()] = decode((query[name] + '').replace(/\+/g, ' ')).trim();
    });
  const variant: { [word: string]: unknown } = {};
  let problem: Problem | undefined;
  const hear = (word: string, name: string, text: string | undefined) => {
    if (text === undefined || problem || variant[word] !== undefined) return;
    const reader = vocabulary[word as Word][0];
    const value = reader.read(text);
    if (value !== undefined) variant[word] = value;
    else if (!dialect) problem = { word: name, value: text.slice(0, 99), expected: reader.expected };
  };
  const translate = (rules: Dialect) =>
    Object.keys(rules).forEach((name) => {
      const text = asked[name];
      const rule = rules[name];
      if (text === undefined || rule === undefined) return;
      if (typeof rule === 'string') return hear(rule, name, text);
      const meant = rule(text, asked);
      Object.keys(meant).forEach((word) => hear(word, name, meant[word as Word]));
    });
  if (dialect) translate(dialect);
  else {
    Object.keys(vocabulary).forEach((word) => {
      [word].concat(vocabulary[word as Word][2].split(' ')).forEach((name) => hear(word, name, asked[name]));
    });
    translate(shorthands);
  }
  return problem || (variant as Variant);
};

/**
 * The variant with what follows from it said once: a focal point is a position, an app's `fmts` an automatic format, and
 * what an automatic format may become is what this viewer can show.
 */
export const settle = (variant: Variant, accepted: Accepted): Variant => {
  const settled = Object.assign({}, variant);
  const x = settled['fp-x'];
  const y = settled['fp-y'];
  if ((x !== undefined || y !== undefined) && typeof settled.position !== 'string') {
    const known = settled.position || [0.5, 0.5];
    settled.position = [x === undefined ? known[0] || 0 : x, y === undefined ? known[1] || 0 : y];
  }
  delete settled['fp-x'];
  delete settled['fp-y'];
  if (settled.fmts && !settled.format) settled.format = 'auto';
  if (settled.format === 'auto') settled.fmts = settled.fmts || accepted;
  else delete settled.fmts;
  return settled;
};

/** The one spelling of a variant, of unreserved characters (RFC 3986, 2.3) only: `w~400_fit~cover`. Empty: the original. */
export const canonical = (variant: Variant) =>
  (Object.keys(vocabulary) as Word[])
    .map((word) => {
      const row = vocabulary[word];
      const value = variant[word];
      if (value === undefined) return '';
      const text = row[0].free ? spell(value + '') : (value + '').replace(/[, ]/g, '~');
      return text === row[1] ? '' : word + '~' + text;
    })
    .filter((written) => written)
    .join('_');

/** The variant that a canonical text spells; undefined for any other text. */
export const parseCanonical = (text: string): Variant | undefined => {
  const variant: { [word: string]: unknown } = {};
  text.split('_').forEach((written) => {
    const at = written.indexOf('~');
    const row = vocabulary[written.slice(0, at) as Word];
    const value = written.slice(at + 1);
    if (row) variant[written.slice(0, at)] = row[0].read(row[0].free ? decode(value.replace(/~/g, '%')) : value);
  });
  return canonical(variant as Variant) === text ? (variant as Variant) : undefined;
};
