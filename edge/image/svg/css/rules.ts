import { tokenTypes } from 'css-tree/tokenizer';
import { afterGroup, type CssToken, cssName, cssText, cssTokens } from './tokens.ts';

/** A property with its value as it is written; the name in lower case, but for custom ones. */
export type CssDeclaration = { name: string; value: string; important: boolean };

/** A style rule, or an at-rule of that name; `prelude` is what stands before its block. `@layer a, b;` has no block. */
export type CssRule = {
  at?: string;
  prelude: string;
  declarations: CssDeclaration[];
  rules: CssRule[];
  isStatement?: true;
};

// Deeper ones are dropped.
const deepest = 32;

/** Reads a style sheet as browsers do: what they can't read is dropped, the rest stays (https://www.w3.org/TR/css-syntax-3/#parsing). */
export const parseSheet = (css: string): CssRule[] => contentsOf(cssTokens(css), 0, false).rules;

/** Reads the declarations of a `style` attribute. */
export const parseDeclarations = (css: string): CssDeclaration[] => contentsOf(cssTokens(css), 0, true).declarations;

type Contents = Pick<CssRule, 'declarations' | 'rules'>;

const skipped = new Set<number>([tokenTypes.WhiteSpace, tokenTypes.Semicolon, tokenTypes.CDO, tokenTypes.CDC]);

/** What a block holds; at the top of a sheet there are no declarations. */
const contentsOf = (tokens: CssToken[], depth: number, inBlock: boolean): Contents => {
  const contents: Contents = { declarations: [], rules: [] };
  for (let at = 0; at < tokens.length; ) {
    const type = tokens[at]?.type ?? 0;
    if (skipped.has(type)) {
      at++;
      continue;
    }
    const end = inBlock ? endOfDeclaration(tokens, at) : at;
    if (end > at) {
      contents.declarations.push(declarationOf(tokens.slice(at, end)));
      at = end;
    } else at = addRule(tokens, at, { contents, depth, inBlock });
  }
  return contents;
};

/**
 * Index behind the declaration that begins here, `start` where none does. A value with a block in it is one of a custom
 * property, else it is the selector of a nested rule, as in `a:hover {`.
 */
const endOfDeclaration = (tokens: CssToken[], start: number): number => {
  const colon = afterBlank(tokens, start + 1);
  const first = tokens[start];
  if (first?.type !== tokenTypes.Ident || tokens[colon]?.type !== tokenTypes.Colon) return start;
  const custom = first.text.startsWith('--');
  const end = endOf(
    tokens,
    colon + 1,
    custom ? [tokenTypes.Semicolon] : [tokenTypes.Semicolon, tokenTypes.LeftCurlyBracket],
  );
  return tokens[end]?.type === tokenTypes.LeftCurlyBracket ? start : end;
};

const afterBlank = (tokens: CssToken[], at: number): number =>
  tokens[at]?.type === tokenTypes.WhiteSpace ? at + 1 : at;

/** Index of the first of these tokens that is in no brackets. */
const endOf = (tokens: CssToken[], start: number, ends: number[]): number => {
  let at = start;
  while (at < tokens.length && !ends.includes(tokens[at]?.type ?? 0)) at = afterGroup(tokens, at);
  return at;
};

const declarationOf = (tokens: CssToken[]): CssDeclaration => {
  const [first = { type: 0, text: '' }] = tokens;
  const value = tokens.slice(afterBlank(tokens, 1) + 1);
  const important = isImportant(value);
  const bare = important
    ? value.slice(
        0,
        value.findLastIndex(({ text }) => text === '!'),
      )
    : value;
  return { name: first.text.startsWith('--') ? first.text : cssName(first), value: cssText(bare), important };
};

const isImportant = (value: CssToken[]): boolean => {
  const [mark, word] = value.filter(({ type }) => type !== tokenTypes.WhiteSpace).slice(-2);
  return mark?.text === '!' && word?.type === tokenTypes.Ident && cssName(word) === 'important';
};

/** Adds the rule that begins there, if it is one; index behind it. */
const addRule = (
  tokens: CssToken[],
  at: number,
  to: { contents: Contents; depth: number; inBlock: boolean },
): number => {
  const first = tokens[at];
  const isAt = first?.type === tokenTypes.AtKeyword;
  const ends = isAt || to.inBlock ? [tokenTypes.LeftCurlyBracket, tokenTypes.Semicolon] : [tokenTypes.LeftCurlyBracket];
  const start = endOf(tokens, at, ends);
  const prelude = cssText(tokens.slice(isAt ? at + 1 : at, start));
  if (tokens[start]?.type !== tokenTypes.LeftCurlyBracket) {
    if (isAt && cssName(first) === 'layer')
      to.contents.rules.push({ at: 'layer', prelude, declarations: [], rules: [], isStatement: true });
    return start + 1;
  }
  const end = afterGroup(tokens, start);
  // A sheet that ends within a block closes it.
  const closed = tokens[end - 1]?.type === tokenTypes.RightCurlyBracket;
  const inner = tokens.slice(start + 1, closed ? end - 1 : end);
  if (to.depth < deepest)
    to.contents.rules.push({ ...(isAt && { at: cssName(first) }), prelude, ...contentsOf(inner, to.depth + 1, true) });
  return end;
};

/** Rules as text. */
export const writeSheet = (rules: readonly CssRule[]): string =>
  rules
    .map(({ at, prelude, declarations, rules, isStatement }) => {
      const name = at === undefined ? prelude : `@${at} ${prelude}`.trim();
      if (isStatement) return `${name};`;
      return `${name}{${[writeDeclarations(declarations), writeSheet(rules)].filter((part) => part !== '').join(';')}}`;
    })
    .join('');

/** Declarations as text. */
export const writeDeclarations = (declarations: readonly CssDeclaration[]): string =>
  declarations.map(({ name, value, important }) => `${name}:${value}${important ? '!important' : ''}`).join(';');
