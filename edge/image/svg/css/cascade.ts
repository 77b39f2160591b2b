import { tokenTypes } from 'css-tree/tokenizer';
import type { Steps } from '../../formats/steps.ts';
import type { Size } from '../../geometry/size.ts';
import { elementsOf, type SvgNode } from '../tree.ts';
import { matchesMedia } from './media.ts';
import { type CssDeclaration, type CssRule, parseDeclarations, parseSheet } from './rules.ts';
import { classesOf, parseSelectors, type Selector } from './selectors.ts';
import { cssText, cssTokens, splitTokens } from './tokens.ts';
import type { TreePositions } from './tree-position.ts';

/** What style sheets say: their rules by what an element must have, keyframes by their names, and whether they bring fonts. */
export type Sheets = {
  rules: ReadonlyMap<string, StyleRule[]>;
  keyframes: ReadonlyMap<string, CssRule>;
  fonts: boolean;
};

/** A rule with one selector. */
type StyleRule = { selector: Selector; order: number; layer: number; declarations: CssDeclaration[] };

/** Properties of an element as the cascade leaves them. */
export type Declared = Map<string, string>;

/** Reads the style sheets of a drawing that is shown on a screen at this size. */
export const readSheets = (root: SvgNode, size: Size): Sheets => {
  const reading: Reading = { rules: new Map(), keyframes: new Map(), fonts: false, order: 0, layers: new Map(), size };
  for (const { name, children } of elementsOf(root))
    if (name === 'style') addRules(parseSheet(children.join('')), reading, { parent: '', layer: unlayered });
  return reading;
};

type Reading = {
  rules: Map<string, StyleRule[]>;
  keyframes: Map<string, CssRule>;
  fonts: boolean;
  order: number;
  layers: Map<string, number>;
  size: Size;
};

// Rules outside of layers win over all that are in one.
const unlayered = 1e6;
// Longer selectors are made by rules within rules only.
const longestSelector = 10_000;

type Around = { parent: string; layer: number };

const addRules = (rules: CssRule[], reading: Reading, around: Around) => {
  for (const rule of rules) {
    if (rule.at === undefined) addStyleRule(rule, reading, around);
    else if (rule.at === 'media' && matchesMedia(rule.prelude, reading.size)) addGroup(rule, reading, around);
    // What we would not draw is replaced before, so all that browsers support counts as supported.
    else if (rule.at === 'supports' && !/^not\b/i.test(rule.prelude.trim())) addGroup(rule, reading, around);
    else if (rule.at === 'layer' && rule.isStatement)
      for (const name of rule.prelude.split(',')) layerOf(name.trim(), reading);
    else if (rule.at === 'layer') addGroup(rule, reading, { ...around, layer: layerOf(rule.prelude.trim(), reading) });
    else if (rule.at === 'keyframes' || rule.at === '-webkit-keyframes') reading.keyframes.set(rule.prelude, rule);
    else if (rule.at === 'font-face') reading.fonts = true;
  }
};

/** Declarations right in a group are those of the rule around it. */
const addGroup = (group: CssRule, reading: Reading, around: Around) => {
  if (around.parent !== '' && group.declarations.length > 0)
    addDeclarations(around.parent, group.declarations, { reading, layer: around.layer });
  addRules(group.rules, reading, around);
};

const layerOf = (name: string, { layers }: Reading): number => {
  const key = name === '' ? `#${layers.size}` : name;
  const layer = layers.get(key) ?? layers.size;
  layers.set(key, layer);
  return layer;
};

const addStyleRule = ({ prelude, declarations, rules }: CssRule, reading: Reading, around: Around) => {
  const list = around.parent === '' ? prelude : nested(prelude, around.parent);
  if (list.length > longestSelector) return;
  addDeclarations(list, declarations, { reading, layer: around.layer });
  addRules(rules, reading, { ...around, parent: list });
};

type Target = { reading: Reading; layer: number };

const addDeclarations = (list: string, declarations: CssDeclaration[], { reading, layer }: Target) => {
  const order = reading.order++;
  for (const selector of parseSelectors(list)) {
    const rules = reading.rules.get(selector.key) ?? [];
    rules.push({ selector, order, layer, declarations });
    reading.rules.set(selector.key, rules);
  }
};

/** A selector within a rule (https://www.w3.org/TR/css-nesting-1/): `&` is what the rule around it selects. */
const nested = (list: string, parent: string): string =>
  splitTokens(cssTokens(list), tokenTypes.Comma)
    .map((tokens) => {
      const around = `:is(${parent})`;
      if (!tokens.some(({ text }) => text === '&')) return `${around} ${cssText(tokens)}`;
      return cssText(tokens.map((token) => (token.text === '&' ? { ...token, text: around } : token)));
    })
    .join(',');

/** What the cascade needs besides the element; `steps` counts down by the rules that are tried. */
type CascadeContext = { sheets: Sheets; positions: TreePositions; steps: Steps };

/** The cascaded declarations of an element (https://www.w3.org/TR/css-cascade-5/#cascading). */
export const declaredOf = (node: SvgNode, { sheets, positions, steps }: CascadeContext): Declared => {
  const keys = ['*', node.name, `#${node.attributes.get('id') ?? ''}`, ...classesOf(node).map((name) => `.${name}`)];
  const candidates = [...new Set(keys)].flatMap((key) => sheets.rules.get(key) ?? []);
  steps.left -= candidates.length;
  const matching = candidates.filter(({ selector }) => selector.matches(node, positions)).sort(byPrecedence);
  const inline = parseDeclarations(node.attributes.get('style') ?? '');
  const isImportant = ({ important }: CssDeclaration) => important;
  const isNormal = ({ important }: CssDeclaration) => !important;
  const ordered = [
    ...matching.flatMap(({ declarations }) => declarations.filter(isNormal)),
    ...inline.filter(isNormal),
    // Among important declarations layers count the other way round.
    ...[...matching].sort((a, b) => b.layer - a.layer).flatMap(({ declarations }) => declarations.filter(isImportant)),
    ...inline.filter(isImportant),
  ];
  return new Map(ordered.map(({ name, value }) => [name, value]));
};

const byPrecedence = (a: StyleRule, b: StyleRule) =>
  a.layer - b.layer || a.selector.specificity - b.selector.specificity || a.order - b.order;
