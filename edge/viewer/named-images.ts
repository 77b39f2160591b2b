import type { Variant } from '../query/parameters.ts';
import { type Problem, unreadable } from '../query/parse.ts';
import type { Step } from '../viewer-request.ts';

/** The names that the configuration gives to pictures, by the word that asks for one. */
export type Names = { mark: string[]; default: string[] };

/** The problem with a name that the configuration does not have, if there is one. */
export const misnamed = (asked: Variant, names: Names): Problem | undefined => {
  const word = (['mark', 'default'] as const).filter((each) => {
    const name = asked[each];
    return name != null && names[each].indexOf(name) < 0;
  })[0];
  return word && unreadable(word, asked[word] + '', names[word].join(', ') || 'nothing: no name is configured');
};

/** Refuses every name but these. */
export const onlyNamed =
  (names: Names): Step =>
  (asked) =>
    misnamed(asked, names) || asked;
