import { tokenize, tokenTypes } from 'css-tree/tokenizer';
import { ident, string, url } from 'css-tree/utils';

/** A token of CSS (https://www.w3.org/TR/css-syntax-3/#tokenization): its kind, and its text as it is written. */
export type CssToken = { type: number; text: string };

/** CSS as tokens, without its comments. Never throws: whatever is written is some token. */
export const cssTokens = (css: string): CssToken[] => {
  const tokens: CssToken[] = [];
  tokenize(css, (type, start, end) => {
    const isBlank = type === tokenTypes.Comment || type === tokenTypes.WhiteSpace;
    if (isBlank && tokens.at(-1)?.type === tokenTypes.WhiteSpace) return;
    if (isBlank) tokens.push({ type: tokenTypes.WhiteSpace, text: ' ' });
    else tokens.push({ type, text: css.slice(start, end) });
  });
  return tokens;
};

/** Tokens as text, blanks at both ends left out. */
export const cssText = (tokens: readonly CssToken[]): string =>
  tokens
    .map(({ text }) => text)
    .join('')
    .trim();

/** The name of a function, an at-rule or an identifier as browsers read it: escapes resolved, in lower case. */
export const cssName = ({ type, text }: CssToken): string => {
  const name = type === tokenTypes.Function ? text.slice(0, -1) : type === tokenTypes.AtKeyword ? text.slice(1) : text;
  return ident.decode(name).toLowerCase();
};

/** The address that a `url()` or a string holds. */
export const cssAddress = ({ type, text }: CssToken): string =>
  type === tokenTypes.Url ? url.decode(text) : string.decode(text);

const closers = new Map<number, number>([
  [tokenTypes.Function, tokenTypes.RightParenthesis],
  [tokenTypes.LeftParenthesis, tokenTypes.RightParenthesis],
  [tokenTypes.LeftSquareBracket, tokenTypes.RightSquareBracket],
  [tokenTypes.LeftCurlyBracket, tokenTypes.RightCurlyBracket],
]);

/** Index behind the token that closes what the one at `start` opens; behind the token itself where it opens nothing. */
export const afterGroup = (tokens: readonly CssToken[], start: number): number => {
  const expected: number[] = [];
  for (let at = start; at < tokens.length; at++) {
    const type = tokens[at]?.type ?? 0;
    const closer = closers.get(type);
    if (closer !== undefined) expected.push(closer);
    else if (type === expected.at(-1)) expected.pop();
    if (expected.length === 0) return at + 1;
  }
  return tokens.length;
};

/** The parts of a list, cut at each token of that kind that is in no brackets. */
export const splitTokens = (tokens: readonly CssToken[], separator: number): CssToken[][] => {
  const parts: CssToken[][] = [[]];
  for (let at = 0; at < tokens.length; ) {
    const end = afterGroup(tokens, at);
    if (tokens[at]?.type === separator) parts.push([]);
    else for (const token of tokens.slice(at, end)) parts.at(-1)?.push(token);
    at = end;
  }
  return parts;
};
