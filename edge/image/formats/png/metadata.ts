import { inflateSync } from 'node:zlib';
import type { Metadata } from '../container.ts';
import { type Chunk, chunksOf } from './chunks.ts';

// A line of rights, or a packet of XMP.
const longest = 65_536;
const mostTexts = 100;

/** EXIF, XMP and texts by keyword (PNG, third edition, 11.3.3), compressed ones included; of a keyword the first. */
export const pngMetadata = (bytes: Buffer): Metadata => {
  const texts = new Map<string, string>();
  let exif: Buffer | undefined;
  let xmp: Buffer | undefined;
  let count = 0;
  for (const chunk of chunksOf(bytes)) {
    if (chunk.type === 'eXIf') exif ??= chunk.content;
    const read = readers[chunk.type];
    if (!read || ++count > mostTexts) continue;
    const [keyword, content] = read(chunk);
    if (keyword === 'XML:com.adobe.xmp') xmp ??= content;
    else if (!texts.has(keyword)) texts.set(keyword, content.toString(chunk.type === 'iTXt' ? 'utf8' : 'latin1'));
  }
  return { texts, ...(exif && { exif }), ...(xmp && { xmp }) };
};

type Text = [keyword: string, content: Buffer];

const readers: { [type: string]: (chunk: Chunk) => Text } = {
  tEXt: ({ content }) => split(content),
  // Behind the keyword the method of compression, which is always deflate.
  zTXt: ({ content }) => {
    const [keyword, rest] = split(content);
    return [keyword, inflated(rest.subarray(1))];
  },
  // Behind the keyword a flag and a method, language, translated keyword.
  iTXt: ({ content }) => {
    const [keyword, rest] = split(content);
    const text = split(split(rest.subarray(2))[1])[1];
    return [keyword, rest[0] === 1 ? inflated(text) : text];
  },
};

/** What stands before the first zero byte, and what behind it. */
const split = (content: Buffer): [before: string, behind: Buffer] => {
  const end = content.indexOf(0);
  return end < 0
    ? ['', Buffer.alloc(0)]
    : [content.toString('latin1', 0, Math.min(end, 79)), content.subarray(end + 1)];
};

/** Nothing where it is not inflatable, or too long. */
const inflated = (content: Buffer): Buffer => {
  try {
    return inflateSync(content, { maxOutputLength: longest });
  } catch {
    return Buffer.alloc(0);
  }
};
