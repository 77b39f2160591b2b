import { type ParameterDocs, parameterDocs, shorthandDescriptions } from '../../edge/query/docs.ts';
import { command } from '../commands/command.ts';
import { markdownTable } from '../commands/print.ts';

/** The tables of docs/parameters.md, from the parameter table itself; a test compares them. */
export const parameterTable = (): string =>
  [
    markdownTable(['Parameter', 'Aliases', 'Value', 'Default', 'Meaning'], parameterDocs().map(rowOf)),
    '',
    markdownTable(
      ['Shorthand', 'Meaning'],
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

if (import.meta.main)
  await command('npm run parameters\n\nPrints the tables of docs/parameters.md.', {}, () =>
    console.log(parameterTable()),
  );
