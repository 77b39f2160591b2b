import { Underivable } from '../../errors.ts';
import type { Steps } from './steps.ts';

/** Texts of the entities that a document type declares. */
export type Entities = Map<string, string>;

/**
 * Where the root of a document begins, and the entities declared before it: old drawing programs write their namespaces
 * and styles as such. Markup in an entity, and an entity from outside the file, are not resolved. Throws Underivable:
 * `damaged` without a root, `too-costly` where entities are made of entities, which doubles them with every level.
 */
export const readPrologue = (text: string, steps: Steps): { root: number; entities: Entities } => {
  const entities: Entities = new Map();
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const end = isSpace(text, at) ? at + 1 : afterMisc(text, at) || afterDoctype(text, at, entities);
    if (end === 0) {
      if (text[at] !== '<' || text[at + 1] === '!') break;
      return { root: at, entities };
    }
    steps.left -= end - at;
    if (steps.left < 0) throw new Underivable('too-costly', 'more characters than are read');
    at = end;
  }
  throw new Underivable('damaged', 'XML: no root element');
};

const isSpace = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 10 || code === 13;
};

/** Behind the comment or the instruction that begins here; 0 where none does. */
const afterMisc = (text: string, at: number): number => {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
  return text.startsWith('<?', at) ? after(text, '?>', at + 2) : 0;
};

const after = (text: string, end: string, from: number): number => {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
};

/** Behind the document type that begins here, its entities read; 0 where none does. */
const afterDoctype = (text: string, start: number, entities: Entities): number => {
  if (!text.startsWith('<!DOCTYPE', start)) return 0;
  let inside = false;
  for (let at = start + 9; at < text.length; ) {
    const character = text[at];
    if (!inside && character === '>') return at + 1;
    if (character === '[') inside = true;
    else if (character === ']') inside = false;
    if (character === '"' || character === "'") at = after(text, character, at + 1);
    else if (inside && character === '<') at = afterMisc(text, at) || afterDeclaration(text, at, entities);
    else at++;
  }
  return text.length;
};

/** Behind the `>` that is in no quotes. Of an entity the first quoted text is what it stands for. */
const afterDeclaration = (text: string, start: number, entities: Entities): number => {
  const words: string[] = [];
  let value: string | undefined;
  let word = start;
  let at = start;
  while (at < text.length && text[at] !== '>') {
    const character = text[at] ?? '';
    const quoted = character === '"' || character === "'";
    if (quoted || isSpace(text, at)) {
      if (at > word && words.length < 4) words.push(text.slice(word, at));
      const end = quoted ? after(text, character, at + 1) : at + 1;
      if (quoted) value ??= text.slice(at + 1, end - 1);
      word = end;
      at = end;
    } else at++;
  }
  const [kind, name = ''] = words;
  if (kind === '<!ENTITY' && words.length === 2 && value !== undefined) declare(entities, name, value);
  return Math.min(text.length, at + 1);
};

// Characters of an entity's own name and text; each reference is counted where it is resolved.
const mostEntities = 10_000;

const declare = (entities: Entities, name: string, value: string) => {
  if (entities.size >= mostEntities) throw new Underivable('too-costly', `more than ${mostEntities} entities`);
  const parts = value.split('&');
  if (parts.slice(1).some((part) => !part.startsWith('#')))
    throw new Underivable('too-costly', 'entities within entities');
  if (!value.includes('<') && !value.includes('%') && !entities.has(name)) entities.set(name, characters(parts));
};

/** Character references resolved, which is done where an entity is declared (https://www.w3.org/TR/xml/#intern-replacement). */
const characters = ([first = '', ...rest]: string[]): string =>
  rest.reduce((text, part) => {
    const end = part.indexOf(';');
    const code = part[1] === 'x' ? Number.parseInt(part.slice(2, end), 16) : Number(part.slice(1, end));
    return `${text}${code > 31 && code < 0xd800 ? String.fromCharCode(code) : ' '}${part.slice(end + 1)}`;
  }, first);
