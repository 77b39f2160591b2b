import { columns, type Row } from './rows.ts';

/** A request whose answer changed; one of the two is missing where only one run has asked it. */
export type Difference = { before?: Row; after?: Row; what: string };

/** The requests that two runs answer differently, and what of each answer differs. */
export const differences = (before: readonly Row[], after: readonly Row[]): Difference[] => {
  const old = new Map(before.map((row) => [nameOf(row), row]));
  const now = new Map(after.map((row) => [nameOf(row), row]));
  const gone = before.filter((row) => !now.has(nameOf(row))).map((row) => ({ before: row, what: 'no longer asked' }));
  const others = after.flatMap((row): Difference[] => {
    const known = old.get(nameOf(row));
    if (!known) return [{ after: row, what: 'not asked before' }];
    const what = changed(known, row);
    return what === '' ? [] : [{ before: known, after: row, what }];
  });
  return [...others, ...gone];
};

const nameOf = ({ file, kind, query }: Row) => [file, kind, query].join('\t');

const answer = columns.slice(3);

/** Other bytes are another sum and mostly another number of them: the sum says it. */
const changed = (before: Row, after: Row) =>
  answer.filter((name) => name !== 'bytes' && before[name] !== after[name]).join(' + ');

/** Differences for a person, by what has changed and then by kind, with counts. */
export const report = (
  found: readonly Difference[],
  note: (difference: Difference) => string | undefined = () => '',
): string[] =>
  [...grouped(found, ({ what }) => what)].flatMap(([what, alike]) => [
    `${what}: ${alike.length}`,
    ...[...grouped(alike, ({ before, after }) => (after ?? before)?.kind ?? '')].flatMap(([kind, rows]) => [
      `  ${kind}: ${rows.length}`,
      ...rows.map((row) => `    ${lineOf(row)}${note(row) ?? ''}`),
    ]),
  ]);

const grouped = (found: readonly Difference[], by: (difference: Difference) => string) =>
  [...Map.groupBy(found, by)].sort(([, some], [, others]) => others.length - some.length);

const lineOf = ({ before, after }: Difference) => {
  const row = after ?? before;
  const asked = `${row?.file} ${row?.query}`;
  if (!before || !after) return `${asked}  ${row?.status} ${row?.bytes} bytes`;
  const told = answer.filter((name) => name !== 'sha256' && before[name] !== after[name]);
  return `${asked}  ${told.map((name) => `${name} ${shown(before, after, name)}`).join(', ')}`;
};

const shown = (before: Row, after: Row, name: keyof Row) =>
  name === 'headers'
    ? `${lacking(before.headers, after.headers)} -> ${lacking(after.headers, before.headers)}`
    : `${before[name]} -> ${after[name]}`;

/** The headers that only one of two answers has. */
const lacking = (some: string, others: string) => {
  const known = others.split(' | ');
  const own = some.split(' | ').filter((header) => !known.includes(header));
  return own.length > 0 ? own.join(' | ') : 'none';
};
