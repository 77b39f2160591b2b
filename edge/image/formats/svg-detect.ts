// What may stand before the root element: declaration, comments, document type with its entities, whose texts may hold any
// of these signs.
const prologue: [start: string, end: RegExp][] = [
  ['<?', /\?>/g],
  ['<!--', /-->/g],
  ['<!ENTITY', /\s(?:"[^"]*"|'[^']*')\s*>/g],
  ['<!', />|\[/g],
  [']', />/g],
];

// Some programs begin with their licence.
const longestPrologue = 65_536;

/** Whether a text's root element is SVG's. Step by step: one pattern of all parts would need exponential time for a hostile file. */
export const isSvg = (bytes: Uint8Array): boolean => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestPrologue)).toString('latin1');
  if (!/^(\xef\xbb\xbf)?\s*</.test(text)) return false;
  let at = afterSpace(text, text.startsWith('\xef') ? 3 : 0);
  for (let part = partAt(text, at); part; part = partAt(text, at)) {
    const [, end] = part;
    end.lastIndex = at;
    if (!end.test(text)) return false;
    at = afterSpace(text, end.lastIndex);
  }
  return /^<(\w+:)?svg[\s/>]/i.test(text.slice(at, at + 100));
};

const partAt = (text: string, at: number) => prologue.find(([start]) => text.startsWith(start, at));

const afterSpace = (text: string, from: number) => {
  const at = text.slice(from).search(/\S/);
  return at < 0 ? text.length : from + at;
};
