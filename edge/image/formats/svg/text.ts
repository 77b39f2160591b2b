import { gunzipSync } from 'node:zlib';
import { Underivable } from '../../../errors.ts';
import type { Steps } from '../steps.ts';
import { startsElement } from '../xml.ts';
import { readPrologue } from '../xml-prologue.ts';

// Some programs begin with their licence.
const longestPrologue = 65_536;

/** Whether bytes are an SVG: its root, behind declaration, comments and document type, is an `svg` of any prefix. */
export const isSvg = (bytes: Uint8Array): boolean => {
  const head = bytes.subarray(0, longestPrologue);
  if (!beginsMarkup(head)) return false;
  try {
    const text = decodeXml(head);
    const steps: Steps = { left: longestPrologue };
    return startsElement(text, readPrologue(text, steps).root, 'svg');
  } catch (error) {
    // Still an SVG: the caller that parses the whole document rejects it as too costly.
    if (error instanceof Underivable) return error.reason === 'too-costly';
    throw error;
  }
};

/** Spared the decoding: whatever begins with neither space, a byte order mark nor a `<`. */
const beginsMarkup = ([first = 0]: Uint8Array) => '<\n\r\t \xef\xfe\xff\0'.includes(String.fromCharCode(first));

/**
 * Decodes an XML document by its byte order mark or declaration (https://www.w3.org/TR/xml/#sec-guessing), else as UTF-8. Throws
 * Underivable for an unknown encoding.
 */
export const decodeXml = (bytes: Uint8Array): string => {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return decode(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return decode(bytes, 'utf-16be');
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode(bytes, 'utf-8');
  if (first === 0x3c && second === 0) return decode(bytes, 'utf-16le');
  if (first === 0 && second === 0x3c) return decode(bytes, 'utf-16be');
  const declared = declaredEncoding(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
  // A document that says UTF-16 in single bytes was written anew by a program that did not read it.
  return decode(bytes, declared.startsWith('utf-16') ? 'utf-8' : declared);
};

const declaredEncoding = (head: string): string => {
  const start = head.trimStart();
  const declaration = start.startsWith('<?xml') ? start.slice(0, start.indexOf('?>') + 1) : '';
  const [, behind = ''] = declaration.split('encoding');
  const [, name] = behind.split(/["']/, 2);
  return (name ?? 'utf-8').toLowerCase();
};

const decode = (bytes: Uint8Array, encoding: string): string => {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    throw new Underivable('damaged', `no text in the encoding ${encoding}`, error);
  }
};

/** Bytes of an SVG's text that are read. */
export const longestSvg: number = 4 * 1024 * 1024;

/** The text of a compressed SVG; throws RangeError where it is none, or too long. */
export const inflateSvg = (bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: longestSvg });
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : 'not inflatable');
  }
};
