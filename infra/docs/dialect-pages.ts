import {
  type Conformance,
  type ConformanceRow,
  conformanceRows,
} from '../../edge/query/dialects/conformance/conformance.ts';
import { type DialectName, dialectEntry, dialectNames } from '../../edge/query/dialects/registry.ts';
import { command } from '../commands/command.ts';
import { markdownTable } from '../commands/print.ts';
import { type Page, writePages } from './pages.ts';

/** The pages about the dialects, from the conformance tables; a test compares them. */
export const dialectPages = (): Page[] => [
  { path: 'docs/dialects.md', text: overview() },
  ...dialectNames.map((name) => ({ path: `docs/dialects/${name}.md`, text: pageOf(name) })),
];

const overview = () =>
  `${[
    '# Dialects',
    'What each service documents, and what of it works here. Printed by `npm run docs:dialects` from the tables that the tests check. [Moving from another service](moving.md) tells how to configure one.',
    markdownTable(
      ['Dialect', 'Service', 'Documented', 'Supported', 'Approximated', 'Not supported'],
      dialectNames.map((name) => {
        const { conformance } = dialectEntry(name);
        const rows = conformanceRows(conformance);
        const count = (status: Conformance['status']) => String(rows.filter((row) => row.status === status).length);
        return [
          `[\`${name}\`](dialects/${name}.md)`,
          conformance.service,
          String(rows.length),
          count('supported'),
          count('approximated'),
          count('unsupported'),
        ];
      }),
    ),
    'A parameter that the service does not document is ignored, as there. `explain` tells of each parameter that is not supported why it is not.',
  ].join('\n\n')}\n`;

const pageOf = (name: DialectName) => {
  const { conformance, url, width } = dialectEntry(name);
  return `${[
    `# ${conformance.service}: \`${name}\``,
    `\`${url('/a.jpg', width(400))}\` asks for a width of 400 pixels. The service’s reference: ${conformance.pages.map((page) => `<${page}>`).join(', ')}.`,
    markdownTable(['Parameter', 'Here', ''], conformanceRows(conformance).map(cellsOf)),
  ].join('\n\n')}\n`;
};

const words = { supported: 'supported', approximated: 'approximated', unsupported: 'not supported' } as const;

const cellsOf = ({ names, status, note = '' }: ConformanceRow) => [
  names.map((each) => `\`${each}\``).join(', '),
  words[status],
  note,
];

if (import.meta.main)
  await command('npm run docs:dialects\n\nWrites docs/dialects.md and docs/dialects/ from the tables.', {}, () =>
    writePages(dialectPages()),
  );
