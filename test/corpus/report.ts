import type { Measured } from './measure.ts';

const shown = 12;

/** The slowest and the fattest, and where we do otherwise than the manifest says. */
export const report = (measured: Map<string, Measured>, exceptions: { [path: string]: string }): string => {
  const all = [...measured];
  const line = ([path, { milliseconds, megabytes, outcomes }]: [string, Measured]) =>
    [
      path.slice(0, 70).padEnd(70),
      String(Math.round(milliseconds)).padStart(6),
      String(megabytes).padStart(6),
      ` ${outcomes[0]?.reason ?? 'made'}`,
    ].join(' ');
  const top = (by: (one: Measured) => number) =>
    all
      .toSorted(([, one], [, other]) => by(other) - by(one))
      .slice(0, shown)
      .map(line);
  const head = `${'file'.padEnd(70)}     ms     MB  what became of it`;
  return [
    `\n${all.length} files; the slowest`,
    head,
    ...top(({ milliseconds }) => milliseconds),
    '\nthe fattest: peaks of all processes together',
    head,
    ...top(({ megabytes }) => megabytes),
    '\notherwise than the manifest says',
    ...Object.entries(exceptions).map(([path, why]) => `${path}: ${why}`),
    '',
  ].join('\n');
};
