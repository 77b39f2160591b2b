import { type Dialect, dialectStep } from '../../edge/query/dialect.ts';
import { nativeStep } from '../../edge/query/native.ts';
import type { ViewerStep } from '../../edge/viewer-request.ts';
import type { Config } from '../config.ts';
import { dialectPattern } from './dialects.ts';

/** The languages of the configured paths, as the viewer function hears them: for whoever signs an address. */
export const configuredParseStep = async ({ dialects = [] }: Pick<Config, 'dialects'>): Promise<ViewerStep> => {
  const rows = dialects.map(async ({ path, dialect }): Promise<[RegExp, Dialect]> => {
    const table = await import(`../../edge/query/dialects/${dialect}.ts`);
    return [new RegExp(dialectPattern(path)), table[dialect]];
  });
  return dialectStep(await Promise.all(rows), nativeStep);
};
