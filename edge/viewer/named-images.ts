import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';
import { type Problem, unreadable } from '../query/parse.ts';

/** The names that the configuration gives to images, by the parameter that asks for one. */
export type Names = { mark: string[]; default: string[] };

/** The problem with a name that the configuration does not have, if there is one. */
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

/** Refuses every name but these. */
export const knownNamesOnly =
  (names: Names): ViewerStep =>
  (asked) =>
    unknownName(asked, names) || asked;
