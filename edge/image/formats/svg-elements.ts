import { Underivable } from '../../errors.ts';

/** An element of a drawing: what it refers to, what it draws. */
export type Element = {
  id: string | undefined;
  /** Index of the element around it; -1 for the root. */
  parent: number;
  /** Ids that its attributes name: `href="#a"`, `fill="url(#a)"`. */
  references: string[];
  /** Path data or points. */
  outline: string;
};

// librsvg's parser refuses deeper nesting itself (libxml2's xmlParserMaxDepth, without XML_PARSE_HUGE).
const deepest = 256;

/**
 * The elements of an XML text in their order. One pass without backtracking, for text that nobody has checked: what is not
 * well-formed is for the real parser to refuse. Throws Underivable: more elements or references than `most`, or too deep.
 */
export const readSvgElements = (text: string, most: { elements: number; references: number }): Element[] => {
  const elements: Element[] = [];
  const open: number[] = [];
  let references = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const special = specials.find(([start]) => text.startsWith(start, at));
    const end = special ? after(text, special[1], at) : endOfTag(text, at);
    if (!special) {
      const tag = text.slice(at, end);
      if (tag.startsWith('</')) open.pop();
      else {
        const element = elementOf(tag, open.at(-1) ?? -1, most.references);
        elements.push(element);
        references += element.references.length;
        if (!tag.endsWith('/>')) open.push(elements.length - 1);
      }
    }
    if (elements.length > most.elements || references > most.references || open.length > deepest)
      throw new Underivable('too-costly', `${elements.length} elements, ${references} references, ${open.length} deep`);
    at = end;
  }
  return elements;
};

const specials: [start: string, end: string][] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

const after = (text: string, end: string, from: number) => {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
};

/** Behind the `>` that is in no quotes. */
const endOfTag = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character === '"' || character === "'") at = after(text, character, at + 1) - 1;
  }
  return text.length;
};

const elementOf = (tag: string, parent: number, most: number): Element => {
  const references: string[] = [];
  for (const [, id = ''] of tag.matchAll(/#([\w:.-]+)/g)) if (references.push(id) > most) break;
  return {
    id: /\sid\s*=\s*["']([^"']*)/.exec(tag)?.[1],
    parent,
    references,
    outline: /\s(?:d|points)\s*=\s*["']([^"']*)/.exec(tag)?.[1] ?? '',
  };
};
