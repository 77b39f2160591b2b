import type { Word } from './vocabulary.ts';

/** What one word of another service means: a word of ours, or a reading of its own that says several of ours. */
export type Rule = Word | ((text: string, asked: { [name: string]: string }) => { [word in Word]?: string });

/** Another service's words, as a table onto ours. Where two of its words say the same of ours, the first row wins. */
export type Dialect = { [name: string]: Rule };

const dimensions: Rule = (text) => {
  const sides = /^(\d*)x(\d*)$/i.exec(text);
  if (!sides) return {};
  const said: { w?: string; h?: string } = {};
  if (sides[1]) said.w = sides[1];
  if (sides[2]) said.h = sides[2];
  return said;
};

/** Words of ours that say more than one thing, told apart by the shape of the value. */
export const shorthands: Dialect = {
  s: dimensions,
  d: dimensions,
  size: dimensions,
  f: (text) => (/^(jpe?g|png|webp|avif|gif|auto|origin)/i.test(text) ? { format: text } : { fit: text }),
};
