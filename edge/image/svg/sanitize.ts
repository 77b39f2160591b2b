import { parse } from 'postcss';
import sanitizeHtml, { type Attributes } from 'sanitize-html';
import { Underivable } from '../../errors.ts';
import { animated, atRules, attributes, elements, functions, texts } from './allowlist.ts';
import { embedded } from './embedded.ts';

/** What the outermost `<svg>` says instead of its own words. */
export type Root = (attributes: Attributes) => Attributes;

/**
 * SVG -> SVG of nothing but the allow-list, written anew: no script, event, link, comment, declaration or entity, and no
 * reference out of the file. sanitize-html, of the sanitizers of the field, needs no DOM (DOMPurify's, jsdom, has 6 MB and
 * takes half a second to load), reads XML, and writes only what it is told to keep. It does not look into CSS: see `cleanCss`.
 * Throws Underivable: no SVG at its root.
 */
export const sanitize = (document: string, root: Root): string => {
  const body = bodyOf(document);
  const sheets: string[] = [];
  let outermost = true;
  const clean = sanitizeHtml(body, {
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    allowedTags: elements,
    // In SVG what stands in an unknown element is not shown: it goes with it.
    nonTextTags: unknownIn(body),
    allowedAttributes: { '*': attributes },
    // An empty value stays a value; the package's types do not know the option.
    ...{ allowedEmptyAttributes: attributes },
    nonBooleanAttributes: [],
    selfClosing: [],
    allowedSchemes: ['data'],
    allowedSchemesAppliedToAttributes: ['href', 'xlink:href'],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, given) => {
        if (tagName === 'style') sheets.push('');
        const kept = harmlessOf(tagName, given);
        const attribs = outermost ? { ...namespaces, ...root(kept) } : kept;
        outermost = false;
        return { tagName, attribs };
      },
    },
    textFilter: (text, element) => {
      if (element === 'style') sheets.push((sheets.pop() ?? '') + unescaped(text));
      return texts.includes(element) ? text : '';
    },
  });
  const css = sheets.map(cleanCss).join('');
  const styled = css === '' ? clean : clean.replace(/^<svg[^>]*>/, (root) => `${root}<style>${escaped(css)}</style>`);
  return styled.replace(/<([a-zA-Z]+)([^<>]*)><\/\1>/g, '<$1$2/>');
};

/** Elements that are not in the list; the text of a style sheet is read before it goes. */
const unknownIn = (body: string) =>
  [...new Set([...body.matchAll(/<([^\s<>/!?]+)/g)].map(([, name = '']) => name))].filter(
    (name) => name !== 'style' && !elements.includes(name),
  );

const namespaces = { xmlns: 'http://www.w3.org/2000/svg', 'xmlns:xlink': 'http://www.w3.org/1999/xlink' };

const harmlessOf = (element: string, given: Attributes): Attributes => {
  // An animation of anything but what is drawn, of a reference say, does nothing without its words.
  if (/^(animate|set)/.test(element) && !animated.includes(given.attributeName ?? 'transform')) return {};
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !name.startsWith('xmlns'))
      .map(([name, value]) => [name, name === 'style' ? value.split(';').filter(isHarmless).join(';') : value])
      .map(([name = '', value = '']) => [name, isReference(name) ? inside(element, value) : value])
      .filter(
        ([name = '', value]) =>
          value !== undefined && (isReference(name) || (attributes.includes(name) && isHarmless(value))),
      ),
  );
};

const isReference = (name: string) => /^(xlink:)?href$/.test(name);

/** A reference within the file: to an element, or to an image of pixels that the address itself holds, without its metadata. */
const inside = (element: string, reference: string): string | undefined => {
  if (element === 'a') return undefined;
  if (/^\s*#/.test(reference)) return reference;
  const isImage = /^\s*data:image\/(png|jpe?g|gif|webp|avif);base64,[\w+/=\s]*$/i.test(reference);
  return isImage && /^(image|feImage)$/.test(element) ? embedded(reference) : undefined;
};

const insideUrl = /\burl\(\s*(["']?)(#[^"'()\\\s]*|data:(font|application)\/[\w.+-]+;base64,[\w+/=]*)\1\s*\)/gi;

/**
 * Whether CSS, a whole sheet or one value, can't fetch anything: only functions that we know and references within the file.
 * Looks at the plain text and takes no escapes, so that no browser can read in it what we do not.
 */
const isHarmless = (css: string) =>
  !/\\|javascript:/i.test(css) &&
  [...css.replace(insideUrl, '').matchAll(/([\w-]+)\(/g)].every(([, name = '']) =>
    functions.includes(name.toLowerCase()),
  );

/** A style sheet without imports and fonts from elsewhere, and without each declaration that could fetch; rather none than a doubtful one. */
const cleanCss = (css: string): string => {
  try {
    const sheet = parse(css);
    sheet.walkComments((comment) => void comment.remove());
    sheet.walkAtRules((rule) => {
      if (!atRules.includes(rule.name.toLowerCase())) rule.remove();
    });
    sheet.walkDecls((declaration) => {
      if (!isHarmless(declaration.toString())) declaration.remove();
    });
    const text = sheet.toString().trim();
    const known = [...text.matchAll(/@([\w-]*)/g)].every(([, name = '']) => atRules.includes(name.toLowerCase()));
    return known && isHarmless(text) ? text : '';
  } catch {
    return '';
  }
};

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const unescaped = (text: string) => text.replace(/&gt;/g, '>').replace(/&lt;/g, '<').replace(/&amp;/g, '&');

// Characters that the entities of one document may add.
const entityRoom = 1_000_000;

/** The document from its root on, entities of plain text resolved: old drawing programs write their styles as such. */
const bodyOf = (document: string) => {
  const { declarations, rest } = split(document);
  if (!/^<svg(?=[\s/>])/.test(rest)) throw new Underivable('damaged', 'no SVG at the root');
  const entities = new Map(
    [...declarations.matchAll(/<!ENTITY\s+([\w.:-]+)\s+(["'])([^<&%]*?)\2\s*>/g)].map(([, name, , text]) => [
      name,
      text,
    ]),
  );
  let room = entityRoom;
  return rest.replace(/&([\w.:-]+);/g, (reference, name) => {
    const text = entities.get(name) ?? reference;
    room -= text.length - reference.length;
    if (room < 0) throw new Underivable('too-costly', 'entities grow the document');
    return text;
  });
};

/** What may stand before the root, piece by piece; of the document type what it declares itself. */
const split = (document: string) => {
  const piece = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[([\s\S]*?)\]\s*)?>/y;
  let declarations = '';
  let start = 0;
  for (let found = piece.exec(document); found; found = piece.exec(document)) {
    declarations += found[1] ?? '';
    start = piece.lastIndex;
  }
  return { declarations, rest: document.slice(start) };
};
