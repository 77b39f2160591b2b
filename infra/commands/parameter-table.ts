import { shorthandMeanings } from '../../edge/query/docs.ts';
import { type Knob, knobs } from '../../edge/query/parameter-docs.ts';
import { command } from './command.ts';

/** The README's tables of the language, in Markdown, from the vocabulary itself; a test compares them. */
export const vocabularyTable = (): string =>
  [
    ...tableOf(['Word', 'Also', 'Value', 'If not given', 'What it asks for'], knobs().map(rowOf)),
    '',
    ...tableOf(
      ['Shorthand', 'What it says'],
      Object.entries(shorthandMeanings).map(([names, meaning]) => [coded(names.split(' ')), meaning]),
    ),
  ].join('\n');

const rowOf = ({ word, aliases, expected, preset, meaning }: Knob) => [
  coded([word]),
  coded(aliases),
  expected,
  coded(preset ? [preset] : []),
  meaning,
];

const coded = (names: string[]) => names.map((name) => `\`${name}\``).join(' ');

const tableOf = (head: string[], rows: string[][]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

if (import.meta.main)
  await command('npm run vocabulary\n\nPrints the words as README has them.', {}, () => console.log(vocabularyTable()));
