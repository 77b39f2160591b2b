import { colour, flag, listOf, number, oneOf, position, type Reader, size } from './reader.ts';

/** One row of the table: how the value is read, other names of the word, what it is when not given (as text). */
type Row<T> = [reader: Reader<T>, aliases: string, preset: string];

const row = <T>(reader: Reader<T>, aliases: string, preset: string): Row<T> => [reader, aliases, preset];

/** THE table. Its order is the order of words in the canonical form. */
export const vocabulary = {
  w: row(size, 'width imwidth', '0'),
  h: row(size, 'height', '0'),
  dpr: row(number(0.5, 5, 2), '', '1'),
  fit: row(
    oneOf({
      inside: 'max clip scale-down bounds',
      cover: 'crop min aspect-crop',
      contain: 'pad',
      fill: 'scale squeeze stretch force',
      outside: '',
    }),
    '',
    'inside',
  ),
  enlarge: row(flag, 'upscale', 'false'),
  position: row(position, 'pos crop gravity g a crop_gravity', '0.5~0.5'),
  'fp-x': row(number(0, 1, 4), 'fpx', ''),
  'fp-y': row(number(0, 1, 4), 'fpy', ''),
  bg: row(colour, 'background bg-color cbg fill-color', ''),
  format: row(
    oneOf({ origin: '', auto: 'optimal', jpeg: 'jpg pjpg', png: '', webp: '', avif: '', gif: '' }),
    'fm output fmt',
    'origin',
  ),
  fmts: row(listOf(oneOf({ avif: '', webp: '' })), '', ''),
  q: row(number(1, 100, 0), 'quality', ''),
};

/** A word of the language. */
export type Word = keyof typeof vocabulary;

type ValueOf<W extends Word> = (typeof vocabulary)[W] extends Row<infer T> ? T : never;

/** What is asked: words with values. */
export type Variant = { [W in Word]?: ValueOf<W> };
