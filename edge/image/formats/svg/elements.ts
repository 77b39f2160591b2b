import { Underivable } from '../../../errors.ts';
import type { Steps } from '../steps.ts';
import { readXml, type XmlAttribute } from '../xml.ts';

/** An element of a drawing: what it refers to, what it draws. */
export type SvgElement = {
  id: string | undefined;
  /** Index of the element around it; -1 for the root. */
  parent: number;
  /** Ids that its attributes name: `href="#a"`, `fill="url(#a)"`. */
  references: string[];
  /** Path data or points. */
  outline: string;
  /** Of a `text` element: the characters in it and in its parts. */
  letters: number;
};

/** What a drawing is made of, as far as its cost depends on it. */
export type SvgStructure = {
  /** Of the outermost element. */
  root: XmlAttribute[];
  elements: SvgElement[];
  /** Lists of dashes, wherever they are written: attributes, styles, style sheets. */
  dashes: string[];
};

/** The most that is read of a drawing. */
export type SvgBounds = { elements: number; references: number };

/**
 * The elements of a drawing in their order, one pass over the text. Throws Underivable: damaged, or more elements or
 * references than `most`.
 */
export const readSvgElements = (text: string, most: SvgBounds, steps: Steps): SvgStructure => {
  const structure: SvgStructure = { root: [], elements: [], dashes: [] };
  const open: number[] = [];
  // The outermost `text` that is open, and how many elements are open around it.
  let written: { element: SvgElement; depth: number } | undefined;
  let references = 0;
  for (const token of readXml(text, steps)) {
    if (token.kind === 'close') {
      open.pop();
      if (written?.depth === open.length) written = undefined;
    } else if (token.kind === 'text') {
      addDashes(token.text, structure.dashes);
      if (written) written.element.letters += token.text.trim().length;
    } else {
      const element = elementOf(token.attributes, open.at(-1) ?? -1, most.references);
      if (open.length === 0) structure.root = token.attributes;
      if (!written && /^(.*:)?text$/.test(token.name)) written = { element, depth: open.length };
      open.push(structure.elements.push(element) - 1);
      for (const [name, value] of token.attributes) {
        if (name === 'style') addDashes(value, structure.dashes);
        else if (name === dashProperty) structure.dashes.push(value);
      }
      references += element.references.length;
    }
    const count = structure.elements.length;
    if (count > most.elements || references > most.references)
      throw new Underivable('too-costly', `${count} elements, ${references} references`);
  }
  return structure;
};

const elementOf = (attributes: XmlAttribute[], parent: number, most: number): SvgElement => {
  const references: string[] = [];
  const element: SvgElement = { id: undefined, parent, references, outline: '', letters: 0 };
  for (const [name, value] of attributes) {
    if (name === 'id') element.id = value;
    else if (name === 'd' || name === 'points') element.outline = value;
    else for (const id of idsIn(value)) if (references.push(id) > most) return element;
  }
  return element;
};

const endOfId = /["')\s;]/;

/** What follows each `#`, up to what ends a reference. */
function* idsIn(value: string): Generator<string> {
  for (let at = value.indexOf('#'); at >= 0; at = value.indexOf('#', at + 1)) {
    let end = at + 1;
    while (end < value.length && value[end] !== '#' && !endOfId.test(value[end] ?? '')) end++;
    if (end > at + 1) yield value.slice(at + 1, end);
    at = end - 1;
  }
}

const dashProperty = 'stroke-dasharray';

/** Adds the values of the property in a style or a style sheet. */
const addDashes = (css: string, dashes: string[]) => {
  for (let at = css.indexOf(dashProperty); at >= 0; at = css.indexOf(dashProperty, at)) {
    const start = at + dashProperty.length;
    at = start;
    while (at < css.length && css[at] !== ';' && css[at] !== '}') at++;
    dashes.push(css.slice(start, at));
  }
};
