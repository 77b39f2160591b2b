import type { Shown, Values } from './responsive.ts';

/** What a snippet is made of: an image, and the text that stands in for it. */
export type Example = Shown & { alt: string };

/** Code to paste: one or more files, each with the language that its code fence names. */
export type Snippet = {
  name: string;
  group: 'Web' | 'Frameworks' | 'Apps';
  files: { name?: string; language: string; code: string }[];
  /** What to know before pasting it. */
  note?: string;
};

/** An object as JavaScript writes it. */
export const literal = (values: Values, quote = "'"): string => {
  const fields = Object.entries(values).map(([name, value]) => {
    const key = /^\w+$/.test(name) ? name : `${quote}${name}${quote}`;
    return `${key}: ${typeof value === 'string' ? `${quote}${value.replaceAll(/[\\'"]/g, '\\$&')}${quote}` : value}`;
  });
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
};
