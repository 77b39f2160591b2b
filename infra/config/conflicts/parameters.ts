import { isEveryPath } from '../paths/dialects.ts';
import { isWithin } from '../paths/path-pattern.ts';
import { queryProblem } from '../queries.ts';
import type { Config } from '../schema.ts';
import { type Problem, unless } from './problem.ts';

/** Settings that need others beside them. */
export const parameters = ({ presets, presetsOnly, explain, signing }: Config): Problem[] => [
  ...unless(!presetsOnly || Object.keys(presets ?? {}).length > 0, ['presetsOnly', presetsOnly, 'presets beside it']),
  ...unless(explain !== 'signed' || signing !== undefined, ['explain', explain, 'on; or, with signing, signed']),
];

/** The page asks in our own parameters. */
export const page = ({ page, presetsOnly, dialects = [] }: Config): Problem[] =>
  page
    ? [
        ...unless(!presetsOnly, [
          'page',
          page,
          'it to be left out with presetsOnly: the page asks for other parameters',
        ]),
        ...unless(!dialects.some(({ path }) => isEveryPath(path)), [
          'page',
          page,
          'it to be left out with dialects for every path: the page asks in our own parameters',
        ]),
      ]
    : [];

/** Queries of derivatives that are made at the upload. */
export const pregenerated = ({ pregenerate, derivatives, dialects }: Config): Problem[] => {
  if (pregenerate && !derivatives) return [['pregenerate', pregenerate, 'it to be left out without derivatives']];
  // What another dialect makes of a query, the viewer function decides (infra/build/pregenerated.ts).
  if (!pregenerate || dialects?.length) return [];
  return pregenerate.flatMap(({ queries }, row) =>
    queries.flatMap((query, at): Problem[] => {
      const expected = queryProblem(query);
      return expected ? [[`pregenerate[${row}].queries[${at}]`, query, expected]] : [];
    }),
  );
};

/** The first row that matches counts: one whose paths are all of a row before it is never used. */
export const behindOthers = (field: 'dialects' | 'buckets', { [field]: rows = [] }: Config): Problem[] =>
  rows.flatMap((row, at) => {
    const before = rows.slice(0, at).find(({ path }) => isWithin(row.path, path));
    return unless(!before, [`${field}[${at}]`, row, `to stand before ${JSON.stringify(before?.path)}`]);
  });
