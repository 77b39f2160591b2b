import { keys } from './builtins.ts';
import type { Query } from './decode.ts';
import { type Language, parameterOf } from './language.ts';
import type { Refusal } from './negotiation/viewer-context.ts';
import { type Parameter, parameters, type Values, type Variant } from './parameters.ts';

/** Why a query can't be read: the parameter as the viewer wrote it, its value, what was expected. */
export type Problem = Refusal & { parameter: string; value: string; expected: string };

/**
 * Told of every value that the parser reads, also of those that lose: the name in the query, the parameter, and the value, undefined
 * where it can't be read. A call without arguments comes before: the value was out of bounds.
 */
export type Report = (name?: string, parameter?: Parameter, value?: unknown) => void;

// No value but free text is longer, and some readers take microseconds for each character.
const longest = 199;

/**
 * Parses a query. Of two names for one parameter the language's order decides, never the URL's: else one image had two cache keys.
 * A value that can't be read is a problem in a strict language, in another it is ignored; a number out of bounds becomes the
 * nearest; unknown names are ignored.
 */
export const parseQuery = (query: Query, language: Language, report?: Report): Variant | Problem => {
  const variant: Partial<Values> = {};
  let problem: Problem | undefined;
  const read = <P extends Parameter>(name: string, parameter: P, text: string | undefined) => {
    if (text == null) return;
    const reader = parameters[parameter][0];
    const value = reader.read(reader.free ? text : text[longest] ? '!' : text.toLowerCase(), report);
    if (report) report(name, parameter, value);
    if (variant[parameter] != null) return;
    if (value != null) variant[parameter] = value;
    else problem = problem || unreadable(name, query[name] + '', reader.hint);
  };
  language.names.forEach((name) => {
    const text = query[name];
    const rule = language.own[name] || parameterOf[name];
    if (text == null || !rule) return;
    if (typeof rule === 'string') return read(name, rule, text);
    const texts = rule(text.slice(0, longest).toLowerCase(), query);
    (keys(texts) as Parameter[]).forEach((parameter) => read(name, parameter, texts[parameter]));
  });
  return (language.strict && problem) || variant;
};

/** The problem with a value that can't be read, under the name that the viewer wrote. */
export const unreadable = (parameter: string, value: string, expected: string): Problem => ({
  status: 400,
  title: 'This parameter cannot be read',
  parameter: parameter,
  value: value.slice(0, 99),
  expected: expected,
});
