import { keys } from './builtins.ts';
import type { Query } from './decode.ts';
import { type Parameter, parameterNames, parameters } from './parameters.ts';

/** Values of our own parameters, still as text. */
export type NativeTexts = { [parameter in Parameter]?: string | undefined };

/** Maps one parameter of another service: the name of ours, or a function from its value (in lower case) to values of ours. */
export type Rule = Parameter | RuleFunction;

/** Maps a value, in lower case, in the light of the other parameters. */
export type RuleFunction = (text: string, asked: Query) => NativeTexts;

/** The rules of a service, by the names of its parameters. */
export type Rules = { [name: string]: Rule | undefined };

/**
 * How a query is read: the names, of which the first that sets a parameter wins, and the rules of those that are no parameter of
 * ours. A strict language refuses what can't be read; others ignore it.
 */
export type Language = { names: string[]; own: Rules; strict?: boolean | undefined };

/** The parameter of each of its names. */
export const parameterOf: { [name: string]: Parameter } = {};
parameterNames.forEach((parameter) => {
  (parameter + ' ' + (parameters[parameter][1] || parameter)).split(' ').forEach((name) => {
    parameterOf[name] = parameter;
  });
});

/** A language of rules of its own and of names that we share. The rules come first, but for two that yield to all others. */
export const languageOf = (own: Rules, shared: string[], strict?: boolean): Language => ({
  names: keys(own)
    .filter((name) => !/^(auto|url)$/.test(name))
    .sort()
    .concat(shared, 'auto', 'url'),
  own: own,
  strict: strict,
});
