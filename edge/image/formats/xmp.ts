// A packet of XMP that fits one JPEG segment; further ones hold thumbnails and history.
const longest = 65_536;

/** The text of an XMP packet, cut to 64 KB. */
export const xmpText = (packet: Buffer | undefined): string => packet?.toString('utf8', 0, longest) ?? '';

/**
 * The values of a property of XMP (ISO 16684-1, 7), unescaped: an attribute, an element, or the items of its list. Found by
 * searching for its name: an XML parser would build all the rest for nothing. Undefined where it is not there.
 */
export const xmpValues = (xmp: string, property: string): string[] | undefined => {
  const found = elementOf(xmp, property) ?? attributeOf(xmp, property);
  return found?.map(unescaped);
};

const elementOf = (xmp: string, property: string): string[] | undefined => {
  const from = endOfName(xmp, property, '<');
  const start = from < 0 ? -1 : xmp.indexOf('>', from);
  const end = start < 0 ? -1 : xmp.indexOf(`</${property}>`, start);
  if (end < 0) return undefined;
  const content = xmp.slice(start + 1, end);
  const items = content.split('<rdf:li').slice(1).map(textBehind);
  return items.length > 0 ? items : content.includes('<') ? undefined : [content];
};

/** The text of an item, behind the end of its tag. */
const textBehind = (item: string): string => {
  const start = item.indexOf('>') + 1;
  const end = item.indexOf('<', start);
  return item.slice(start, end < 0 ? undefined : end);
};

const attributeOf = (xmp: string, property: string): string[] | undefined => {
  const from = endOfName(xmp, property, whitespace);
  const assigned = from < 0 ? '' : xmp.slice(from, from + 16).trimStart();
  const quote = assigned.startsWith('=') ? assigned.slice(1).trimStart().charAt(0) : '';
  if (quote !== '"' && quote !== "'") return undefined;
  const start = xmp.indexOf(quote, from) + 1;
  const end = xmp.indexOf(quote, start);
  return end < 0 ? undefined : [xmp.slice(start, end)];
};

const whitespace = ' \t\r\n';

/** Where a name ends that stands behind one of some characters and is no part of a longer one; -1 where there is none. */
const endOfName = (xmp: string, name: string, before: string): number => {
  for (let at = xmp.indexOf(name); at >= 0; at = xmp.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (before.includes(xmp.charAt(at - 1)) && `${whitespace}=>/`.includes(xmp.charAt(end))) return end;
  }
  return -1;
};

const entities: [name: string, char: string][] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
];

const unescaped = (text: string) => entities.reduce((done, [name, char]) => done.replaceAll(name, char), text);
