import { Underivable } from '../../errors.ts';
import type { Steps } from './steps.ts';
import { type Entities, readPrologue } from './xml-prologue.ts';

/** An attribute as it is written, its references resolved. */
export type XmlAttribute = readonly [name: string, value: string];

/** A part of a document. An empty element (`<a/>`) is an opening and a closing. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: XmlAttribute[] }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

// Characters that the entities of one document may add.
const mostExpanded = 1_000_000;
// libxml2 refuses deeper nesting itself (xmlParserMaxDepth, without XML_PARSE_HUGE).
const deepest = 256;

/**
 * Reads an XML document from its root on (https://www.w3.org/TR/xml/), each character once: comments and instructions are
 * left out, references are resolved. Throws Underivable: `damaged` where browsers refuse it too, `too-costly` where it is
 * too deep, its entities grow, or `steps` are used up.
 */
export function* readXml(text: string, steps: Steps): Generator<XmlToken> {
  const { root, entities } = readPrologue(text, steps);
  const reader: Reader = { text, at: root, steps, entities, expansionLeft: mostExpanded };
  const open: string[] = [];
  do {
    const token = nextToken(reader);
    if (token?.kind === 'open') {
      open.push(token.name);
      if (open.length > deepest) throw new Underivable('too-costly', `elements are more than ${deepest} deep`);
      yield token;
      if (reader.text[reader.at - 2] === '/') yield closing(open, token.name);
    } else if (token?.kind === 'close') yield closing(open, token.name);
    else if (token) yield token;
  } while (open.length > 0);
}

/** A forward-only reader; `expansionLeft` is how many characters entities may still add. */
type Reader = { text: string; at: number; steps: Steps; entities: Entities; expansionLeft: number };

const closing = (open: string[], name: string): XmlToken => {
  const expected = open.pop();
  if (expected !== name) throw damaged(`</${name}> closes <${expected ?? ''}>`);
  return { kind: 'close', name };
};

const nextToken = (reader: Reader): XmlToken | undefined => {
  const { text, at } = reader;
  if (text[at] !== '<') {
    const end = text.indexOf('<', at);
    return { kind: 'text', text: resolved(reader, moveTo(reader, end < 0 ? text.length : end, end < 0)) };
  }
  if (text.startsWith('<!--', at)) return void skip(reader, '-->', 4);
  if (text.startsWith('<![CDATA[', at)) return { kind: 'text', text: skip(reader, ']]>', 9).slice(9, -3) };
  if (text.startsWith('<?', at)) return void skip(reader, '?>', 2);
  if (text[at + 1] === '/') return { kind: 'close', name: skip(reader, '>', 2).slice(2, -1).trimEnd() };
  return tag(reader);
};

const tag = (reader: Reader): XmlToken => {
  reader.at += 1;
  const name = nameAt(reader);
  const attributes: XmlAttribute[] = [];
  const seen = new Set<string>();
  for (;;) {
    const spaced = skipSpace(reader);
    const next = reader.text[reader.at];
    if (next === '>' || (next === '/' && reader.text[reader.at + 1] === '>')) {
      moveTo(reader, reader.at + (next === '>' ? 1 : 2));
      return { kind: 'open', name, attributes };
    }
    const attribute = attributeAt(reader);
    if (!spaced || seen.has(attribute[0])) throw damaged(`attribute ${attribute[0]} of <${name}>`);
    seen.add(attribute[0]);
    attributes.push(attribute);
  }
};

const attributeAt = (reader: Reader): XmlAttribute => {
  const name = nameAt(reader);
  skipSpace(reader);
  if (reader.text[reader.at] !== '=') throw damaged(`attribute ${name} has no value`);
  reader.at += 1;
  skipSpace(reader);
  const quote = reader.text[reader.at] ?? '';
  if (quote !== '"' && quote !== "'") throw damaged(`the value of ${name} has no quotes`);
  const value = skip(reader, quote, 1).slice(1, -1);
  if (value.includes('<')) throw damaged(`the value of ${name} has a <`);
  return [name, resolved(reader, value)];
};

const separators = new Set([...' \t\r\n/>=<"\'&']);

const nameAt = (reader: Reader): string => {
  let end = reader.at;
  while (end < reader.text.length && !separators.has(reader.text[end] ?? '')) end++;
  if (end === reader.at) throw damaged(`no name at character ${end}`);
  return moveTo(reader, end);
};

/** Whether an element of that name, with or without a prefix, begins there. */
export const startsElement = (text: string, at: number, name: string): boolean => {
  const reader: Reader = { text, at: at + 1, steps: { left: text.length }, entities: new Map(), expansionLeft: 0 };
  return text[at] === '<' && !separators.has(text[at + 1] ?? '') && nameAt(reader).split(':').at(-1) === name;
};

const skipSpace = (reader: Reader): boolean => {
  const from = reader.at;
  let end = from;
  while (isSpace(reader.text.charCodeAt(end))) end++;
  moveTo(reader, end);
  return end > from;
};

const isSpace = (code: number) => code === 32 || code === 9 || code === 10 || code === 13;

/** The text up to and with `end`, which begins `offset` characters on at the earliest. */
const skip = (reader: Reader, end: string, offset: number): string => {
  const at = reader.text.indexOf(end, reader.at + offset);
  return moveTo(reader, at < 0 ? reader.text.length : at + end.length, at < 0);
};

const moveTo = (reader: Reader, end: number, breaksOff = false): string => {
  const passed = reader.text.slice(reader.at, end);
  reader.steps.left -= passed.length;
  if (reader.steps.left < 0) throw new Underivable('too-costly', 'more characters than are read');
  if (breaksOff) throw damaged('it ends within an element');
  reader.at = end;
  return passed;
};

const damaged = (detail: string) => new Underivable('damaged', `XML: ${detail}`);

const predefined: Entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** References replaced, `&#65;` and `&name;`; one that is declared nowhere stays as it is written. */
const resolved = (reader: Reader, written: string): string => {
  if (!written.includes('&')) return written;
  return written
    .split('&')
    .map((part, index) => {
      if (index === 0) return part;
      const end = part.indexOf(';');
      const name = part.slice(0, Math.max(0, end));
      const text = name.startsWith('#') ? character(name) : (predefined.get(name) ?? reader.entities.get(name));
      if (end <= 0) throw damaged('an & that begins no reference');
      reader.expansionLeft -= (text ?? '').length;
      if (reader.expansionLeft < 0) throw new Underivable('too-costly', 'entities grow the document');
      return (text ?? `&${name};`) + part.slice(end + 1);
    })
    .join('');
};

const character = (name: string): string => {
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  // What XML forbids (https://www.w3.org/TR/xml/#charsets), and what is no number.
  if (!(code >= 32 || isSpace(code)) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw damaged(`no character &${name};`);
  return String.fromCodePoint(code);
};

const escapes: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it is written within an element or an attribute of XML. */
export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');
