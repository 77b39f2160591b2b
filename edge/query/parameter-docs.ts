import { descriptions } from './docs.ts';
import { type Parameter, parameters } from './parameters.ts';

/** A parameter as a page or a table shows it. */
export type ParameterDocs = {
  parameter: Parameter;
  aliases: string[];
  kind: 'number' | 'choice' | 'flag' | 'color' | 'position' | 'text';
  /** Bounds, where it can be a number. */
  least?: number;
  most?: number;
  /** Names that it can be. */
  choices?: string[];
  /** What it is when not given; empty where that depends. */
  preset: string;
  /** Ends the sentence "expected …". */
  expected: string;
  meaning: string;
};

/** Every parameter with all that is to be told of it, read off the parameter table. */
export const parameterDocs = (): ParameterDocs[] => (Object.keys(parameters) as Parameter[]).map(knobOf);

const knobOf = (parameter: Parameter): ParameterDocs => {
  const [reader, aliases = '', given] = parameters[parameter];
  const usual = ['0', 'false'].find((text) => !reader.free && String(reader.read(text)) === text);
  const preset = given ?? usual ?? '';
  const { hint } = reader;
  const range = /(-?[\d.]+) to (-?[\d.]+)/.exec(reader.free ? '' : hint);
  const choices = hint.split(' or ').find((part) => part !== 'navy' && /^[a-z][\w-]*(, [\w-]+)*$/.test(part));
  const shown = preset.replaceAll('~', ',');
  return {
    parameter,
    aliases: aliases.split(' ').filter(Boolean),
    kind: kindOf(hint, range !== null, choices),
    ...(range && { least: Number(range[1]), most: Number(range[2]) }),
    ...(choices && { choices: choices.split(', ') }),
    // A usual value that the parameter can't have is no default.
    preset: String(reader.read(shown)) === shown ? shown : '',
    expected: hint,
    meaning: descriptions[parameter],
  };
};

const kindOf = (hint: string, hasRange: boolean, choices: string | undefined): ParameterDocs['kind'] => {
  if (hint.startsWith('336699')) return 'color';
  if (hint.startsWith('top-left')) return 'position';
  if (hint === 'true, false') return 'flag';
  if (hasRange && !/numbers/.test(hint)) return 'number';
  return choices && !hasRange ? 'choice' : 'text';
};
