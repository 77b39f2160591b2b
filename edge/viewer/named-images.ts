import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';
import { type Problem, unreadable } from '../query/parse.ts';

/** The configured image names, by parameter. */
export type Names = { mark: string[]; default: string[] };

/** The problem with a name that is not configured; undefined if there is none. */
export const unknownName = (asked: Variant, names: Names): Problem | undefined => {
  const parameter = (['mark', 'default'] as const).filter((each) => {
    const name = asked[each];
    return name != null && names[each].indexOf(name) < 0;
  })[0];
  return (
    parameter &&
    unreadable(parameter, asked[parameter] + '', names[parameter].join(', ') || 'nothing: no name is configured')
  );
};

/** Refuses names that are not configured (400). */
export const knownNamesOnly =
  (names: Names): ViewerStep =>
  (asked) =>
    unknownName(asked, names) || asked;
