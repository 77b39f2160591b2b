import { tokenTypes } from 'css-tree/tokenizer';
import { atRules, functions } from '../allowlist.ts';
import { type CssRule, parseDeclarations, parseSheet, writeDeclarations, writeSheet } from './rules.ts';
import { cssAddress, cssName, cssTokens } from './tokens.ts';

/**
 * Whether CSS, a value or a whole sheet, can't fetch anything: only functions that are listed, and addresses of elements
 * of the file or of a font that the address itself holds. It is read in the tokens that browsers read it in, escapes
 * resolved.
 */
export const isHarmless = (css: string): boolean => {
  if (!css.includes('(') && !css.includes('@') && !css.includes('\\')) return true;
  const tokens = cssTokens(css);
  return tokens.every((token, index) => {
    if (token.type === tokenTypes.Url) return isInside(cssAddress(token));
    if (token.type === tokenTypes.AtKeyword) return atRules.includes(cssName(token));
    if (token.type !== tokenTypes.Function) return !harmful.has(token.type);
    if (cssName(token) !== 'url') return functions.includes(cssName(token));
    const argument = tokens.slice(index + 1).find(({ type }) => type !== tokenTypes.WhiteSpace);
    return argument?.type === tokenTypes.String && isInside(cssAddress(argument));
  });
};

// What no two programs need read alike.
const harmful = new Set<number>([tokenTypes.BadString, tokenTypes.BadUrl]);

const fontUri = /^data:(font|application)\/[\w.+-]+(;charset=[\w-]+)?;base64,[\w+/=\s]*$/i;

const isInside = (address: string) => address.startsWith('#') || fontUri.test(address);

/** A style sheet without what could fetch, rule by rule; `media` is what the sheet as a whole is for. */
export const cleanSheet = (css: string, media = ''): string => {
  const rules = cleanRules(parseSheet(css));
  const query = media.trim();
  const limited = query === '' || query === 'all' ? rules : [{ at: 'media', prelude: query, declarations: [], rules }];
  const text = rules.length === 0 ? '' : writeSheet(limited);
  return isHarmless(text) ? text : '';
};

/** Whether a sheet loses rules that browsers follow: sheets that it holds in itself, namespaces, scopes. */
export const losesRules = (css: string): boolean => /@(import\s+(url\(\s*)?["']?data:|namespace\b|scope\b)/i.test(css);

const cleanRules = (rules: CssRule[]): CssRule[] =>
  rules
    .filter(({ at, prelude }) => (at === undefined || atRules.includes(at)) && isHarmless(prelude))
    .map((rule) => ({
      ...rule,
      declarations: rule.declarations.filter(({ value }) => isHarmless(value)),
      rules: cleanRules(rule.rules),
    }));

/** The declarations of a `style` attribute without those that could fetch. */
export const cleanStyle = (css: string): string =>
  writeDeclarations(parseDeclarations(css).filter(({ value }) => isHarmless(value)));

/** Names of the attributes that selectors of a sheet look at. */
export const namedAttributes = (css: string): string[] => {
  const tokens = cssTokens(css);
  return tokens.flatMap(({ type }, index) => {
    const name = tokens[index + 1];
    return type === tokenTypes.LeftSquareBracket && name?.type === tokenTypes.Ident ? [cssName(name)] : [];
  });
};
