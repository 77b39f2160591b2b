import { parameterOf } from '../query/language.ts';

/** The name that may have been meant: another one for the same parameter, or one that is at most two slips away. */
export const suggest = (name: string, names: string[]): { meant?: string } => {
  const alias = names.find((known) => parameterOf[name] !== undefined && parameterOf[known] === parameterOf[name]);
  if (alias !== undefined) return { meant: alias };
  const [nearest] = names
    .filter((known) => known.length > 1)
    .map((known) => ({ known, slips: slips(name, known) }))
    .filter(({ known, slips }) => slips <= Math.min(2, known.length / 2))
    .sort((one, other) => one.slips - other.slips);
  return nearest ? { meant: nearest.known } : {};
};

/** Letters to add, leave out or change (Levenshtein). */
const slips = (from: string, to: string) => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const above = row;
    row = [line + 1];
    for (let at = 1; at <= to.length; at++) {
      const changed = (above[at - 1] ?? 0) + (letter === to[at - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[at] ?? 0) + 1, (row[at - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
};
