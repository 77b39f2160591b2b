import { dialectStep } from '../../../edge/query/dialect.ts';
import { dialectEntry } from '../../../edge/query/dialects/registry.ts';
import { nativeStep } from '../../../edge/query/native.ts';
import type { ViewerStep } from '../../../edge/query/negotiation/viewer-context.ts';
import type { Config } from '../schema.ts';
import { dialectPattern } from './dialects.ts';

/** Parses a query as the viewer function does, with the dialects of the configuration: for signing a URL. */
export const configuredParseStep = ({ dialects = [] }: Pick<Config, 'dialects'>): ViewerStep =>
  dialectStep(
    dialects.map(({ path, dialect }) => [new RegExp(dialectPattern(path)), dialectEntry(dialect).dialect]),
    nativeStep,
  );
