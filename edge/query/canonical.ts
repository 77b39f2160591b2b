import { decode } from './decode.ts';
import { type Parameter, parameterNames, parameters, type Values, type Variant } from './parameters.ts';

/** The one spelling of a variant, of unreserved characters (RFC 3986, 2.3) only: `fit~cover_w~400`. Empty: the original. */
export const canonical = (variant: Variant) =>
  parameterNames
    .map((parameter) => {
      const row = parameters[parameter];
      const value = variant[parameter];
      const free = row[0].free;
      const text = free ? spell(value) : (value + '').replace(/,/g, '~');
      const usual = row[2] ? text === row[2] : !free && /^(0|false)$/.test(text);
      return value == null || !text || usual ? '' : parameter + '~' + text;
    })
    .filter((written) => written)
    .join('_');

/** Free text in the characters of the canonical form. */
const spell = (value: unknown) =>
  encodeURIComponent(value + '')
    .replace(/[!'()*~_]/g, (char) => '%' + (char.codePointAt(0) || 0).toString(16))
    .split('%')
    .join('~');

/** The variant that a canonical text spells; undefined for any other text. */
export const parseCanonical = (text: string): Variant | undefined => {
  const variant: Partial<Values> = {};
  const read = <P extends Parameter>(parameter: P, value: string) => {
    const reader = parameters[parameter][0];
    const read = reader.read(reader.free ? decode(value.replace(/~/g, '%')) : value);
    if (read != null) variant[parameter] = read;
  };
  text.split('_').forEach((written) => {
    const at = written.indexOf('~');
    const parameter = parameterNames.find((name) => name === written.slice(0, at));
    if (parameter) read(parameter, written.slice(at + 1));
  });
  return canonical(variant) === text ? variant : undefined;
};
