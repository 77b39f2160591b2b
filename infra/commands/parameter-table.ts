import { type ParameterDocs, parameterDocs, shorthandDescriptions } from '../../edge/query/docs.ts';
import { command } from './command.ts';

/** The README's tables of the language, in Markdown, from the parameter table itself; a test compares them. */
export const parameterTable = (): string =>
  [
    ...tableOf(['Parameter', 'Also', 'Value', 'If not given', 'What it asks for'], parameterDocs().map(rowOf)),
    '',
    ...tableOf(
      ['Shorthand', 'What it says'],
      Object.entries(shorthandDescriptions).map(([names, meaning]) => [coded(names.split(' ')), meaning]),
    ),
  ].join('\n');

const rowOf = ({ parameter, aliases, expected, preset, meaning }: ParameterDocs) => [
  coded([parameter]),
  coded(aliases),
  expected,
  coded(preset ? [preset] : []),
  meaning,
];

const coded = (names: string[]) => names.map((name) => `\`${name}\``).join(' ');

const tableOf = (head: string[], rows: string[][]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

if (import.meta.main)
  await command('npm run parameters\n\nPrints the parameters as README has them.', {}, () =>
    console.log(parameterTable()),
  );
