import { meanings } from './docs.ts';
import { vocabulary, type Word } from './parameters.ts';

/** A word as a page or a table shows it. */
export type Knob = {
  word: Word;
  aliases: string[];
  kind: 'number' | 'choice' | 'flag' | 'colour' | 'position' | 'text';
  /** Bounds, where it can be a number. */
  least?: number;
  most?: number;
  /** Names that it can be. */
  choices?: string[];
  /** What it is when not given; empty where that depends. */
  preset: string;
  /** Ends the sentence "expected …". */
  expected: string;
  meaning: string;
};

/** Every word with all that is to be told of it, read off the vocabulary. */
export const knobs = (): Knob[] => (Object.keys(vocabulary) as Word[]).map(knobOf);

const knobOf = (word: Word): Knob => {
  const [reader, aliases = '', given] = vocabulary[word];
  const usual = ['0', 'false'].find((text) => !reader.free && String(reader.read(text)) === text);
  const preset = given ?? usual ?? '';
  const { hint } = reader;
  const range = /(-?[\d.]+) to (-?[\d.]+)/.exec(reader.free ? '' : hint);
  const choices = hint.split(' or ').find((part) => part !== 'navy' && /^[a-z][\w-]*(, [\w-]+)*$/.test(part));
  const shown = preset.replaceAll('~', ',');
  return {
    word,
    aliases: aliases.split(' ').filter(Boolean),
    kind: kindOf(hint, range !== null, choices),
    ...(range && { least: Number(range[1]), most: Number(range[2]) }),
    ...(choices && { choices: choices.split(', ') }),
    // A usual value that the word can't have is no default.
    preset: String(reader.read(shown)) === shown ? shown : '',
    expected: hint,
    meaning: meanings[word],
  };
};

const kindOf = (hint: string, hasRange: boolean, choices: string | undefined): Knob['kind'] => {
  if (hint.startsWith('336699')) return 'colour';
  if (hint.startsWith('top-left')) return 'position';
  if (hint === 'true, false') return 'flag';
  if (hasRange && !/numbers/.test(hint)) return 'number';
  return choices && !hasRange ? 'choice' : 'text';
};
