import { type ConformanceRow, conformanceRows } from '../../edge/query/dialects/conformance/conformance.ts';
import { type DialectName, dialectEntry } from '../../edge/query/dialects/registry.ts';
import { command } from '../commands/command.ts';
import { markdownTable } from '../commands/print.ts';
import { readAs } from '../migrate/read-url.ts';
import { type Guide, guides } from './moving-guides.ts';
import { type Page, writePages } from './pages.ts';

/** The guides for moving here, with tables made of the dialects' own; a test compares them. */
export const movingPages = (): Page[] =>
  guides.map((guide) => ({ path: `docs/moving/${guide.file}.md`, text: pageOf(guide) }));

const pageOf = (guide: Guide) => {
  const { conformance } = dialectEntry(guide.dialect);
  const rows = conformanceRows(conformance).filter(({ names }) => guide.only?.includes(names[0] ?? '') ?? true);
  const lost = lossesOf(rows);
  return `${[
    `# Moving from ${guide.service}`,
    'Printed by `npm run docs:moving`; its tables come from those that the tests check. [Moving from another service](../moving.md) has what is common to all.',
    guide.summary,
    '## What to run',
    fence('sh', guide.commands.join('\n')),
    ...guide.after,
    '## What to configure',
    fence(
      'ts',
      `dialects: [\n${guide.rows.map(({ path, dialect }) => `  { path: '${path}', dialect: '${dialect}' },\n`).join('')}],`,
    ),
    guide.originals,
    markdownTable(
      ['A URL of today', 'What it asks for here'],
      guide.urls.map((url) => [code(url), code(nativeUrl(url, guide))]),
    ),
    '## Parameters',
    `For example, in a URL of ${guide.service}, and what it says in [our own parameters](../parameters.md). [All of its reference](../dialects/${guide.dialect}.md) has the reasons for what is not here.`,
    markdownTable(
      ['Parameter', 'For example', 'Here', ''],
      rows.filter(isRead).map((row) => cellsOf(row, guide.dialect)),
    ),
    '## What is lost',
    ...(lost.length > 0 ? [markdownTable(['Parameters', 'Why'], lost)] : []),
    guide.lost,
    '## Signatures',
    guide.signatures,
    '## Move the host name',
    guide.host,
    '## Compare, and cost',
    'With `--images DIR`, where the folder has the originals, `npm run migrate` renders what a HAR file holds the answers of, and writes both into `migration.html`, side by side with their bytes. `npm run cost` prints what a month costs here; [Costs](../costs.md#beside-others) has other services beside it.',
    '## Sources',
    guide.sources.map(({ url, read }) => `- <${url}> (${read})`).join('\n'),
  ].join('\n\n')}\n`;
};

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
const code = (text: string) => `\`${text}\``;

/** A URL of the service as a path with our own parameters. */
export const nativeUrl = (url: string, { rows }: Guide): string => {
  const parsed = new URL(url, 'https://images.example.com');
  const row = rows.find(({ path }) => matches(path, parsed.pathname));
  const { path, parameters } = readAs(parsed, row?.dialect ?? 'native');
  const query = queryOf(parameters);
  return query ? `${path}?${query}` : path;
};

/** CloudFront's path patterns, of which the guides use the star alone. */
const matches = (pattern: string, path: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.?+^$()[\]{}|\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(path);

const queryOf = (parameters: { [name: string]: string }) =>
  Object.entries(parameters)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const isRead = ({ status }: ConformanceRow) => status !== 'unsupported';

const cellsOf = (row: ConformanceRow, dialect: DialectName) => {
  const { names, status, note = '', beside } = row;
  const examples = examplesOf(row);
  const { url } = dialectEntry(dialect);
  const asked = examples.length > 0 ? url('/a.jpg', [...split(beside), ...examples]) : '';
  return [
    names.map(code).join(', '),
    asked && code(asked.replace(/^\/a\.jpg\?/, '')),
    asked && addedBy(examples, split(beside), dialect),
    `${status === 'approximated' ? 'nearly: ' : ''}${note}`,
  ];
};

const split = (parameters = '') => parameters.split('&').filter(Boolean);

const examplesOf = ({ names: [first = ''], example }: ConformanceRow): string[] =>
  split(example || (first.includes('=') ? first : ''));

/** What these parameters change of what the others ask for, in our own. */
const addedBy = (examples: string[], beside: string[], dialect: DialectName): string => {
  const read = (parameters: string[]) => {
    const { url } = dialectEntry(dialect);
    const text = parameters.length > 0 ? url('/a.jpg', parameters) : '/a.jpg';
    return readAs(new URL(text, 'https://images.example.com'), dialect).parameters;
  };
  const [before, after] = [read(beside), read([...beside, ...examples])];
  const added = Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
  const gone = Object.keys(before).filter((name) => !(name in after));
  return [queryOf(added) && code(queryOf(added)), gone.length > 0 && `no ${gone.map(code).join(', ')}`]
    .filter(Boolean)
    .join(', ');
};

/** What is not supported, together by its reason. */
const lossesOf = (rows: ConformanceRow[]): [parameters: string, why: string][] => {
  const byReason = new Map<string, string[]>();
  for (const { names, status, note = '' } of rows)
    if (status === 'unsupported') byReason.set(note, [...(byReason.get(note) ?? []), code(names[0] ?? '')]);
  return [...byReason].map(([why, names]) => [names.join(', '), why]);
};

if (import.meta.main)
  await command('npm run docs:moving\n\nWrites docs/moving/ from the tables of the dialects.', {}, () =>
    writePages(movingPages()),
  );
