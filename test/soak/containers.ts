import { deflateSync, inflateSync } from 'node:zlib';
import { pngSignature, writeChunk } from '../../edge/image/formats/png/chunks.ts';
import type { OriginalFormat } from '../../edge/image/formats/registry.ts';

/** A piece of a container. `claimed` is the length that is written where it is not to be the content's own. */
export type Part = { name: string; content: Buffer; claimed?: number };

/** How a container is taken apart and put together again; `inside` is how a part is, where it holds parts itself. */
export type Layout = {
  split: (bytes: Buffer) => Part[];
  join: (parts: readonly Part[]) => Buffer;
  inside?: (part: Part) => Layout | undefined;
};

const latin = (text: string) => Buffer.from(text, 'latin1');
const lengthOf = ({ content, claimed }: Part) => claimed ?? content.length;

/** Reads parts from `from` to the end by a reader of one, which says where the next begins. */
const readParts = (bytes: Buffer, from: number, read: (at: number) => [part: Part, next: number]): Part[] => {
  const parts: Part[] = [];
  for (let at = from; at + 8 <= bytes.length; ) {
    const [part, next] = read(at);
    parts.push(part);
    at = Math.max(next, at + 1);
  }
  return parts;
};

const deflated: Layout = {
  split: (bytes) => [{ name: 'pixels', content: inflateSync(bytes, { maxOutputLength: 4_000_000 }) }],
  join: (parts) => deflateSync(Buffer.concat(parts.map(({ content }) => content)), { level: 1 }),
};

const png: Layout = {
  split: (bytes) =>
    readParts(bytes, 8, (at) => {
      const end = at + 8 + bytes.readUInt32BE(at);
      return [{ name: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, end) }, end + 4];
    }),
  join: (parts) =>
    Buffer.concat([
      pngSignature,
      ...parts.map((part) => {
        const chunk = writeChunk(part.name, part.content);
        chunk.writeUInt32BE(lengthOf(part), 0);
        return chunk;
      }),
    ]),
  inside: ({ name }) => (name === 'IDAT' ? deflated : undefined),
};

/** Segments by the code of their marker; what follows a scan's header up to the next marker belongs to it. */
const jpeg: Layout = {
  split: (bytes) =>
    readParts(bytes, 2, (at) => {
      const length = bytes.readUInt16BE(at + 2);
      let end = at + 2 + length;
      if (bytes[at + 1] === 0xda)
        while (
          end < bytes.length &&
          !(bytes[end] === 0xff && !/[\0\xd0-\xd7]/.test(bytes.toString('latin1', end + 1, end + 2)))
        )
          end++;
      const name = bytes.toString('latin1', at + 1, at + 2);
      return [{ name, content: bytes.subarray(at + 4, end), ...(name === '\xda' && { claimed: length }) }, end];
    }),
  join: (parts) => {
    const segments = parts.flatMap(({ name, content, claimed }) => {
      const head = latin(`\xff${name}\0\0`);
      head.writeUInt16BE((claimed ?? content.length + 2) & 0xffff, 2);
      return [head, content];
    });
    return Buffer.concat([latin('\xff\xd8'), ...segments, latin('\xff\xd9')]);
  },
};

/** RIFF's chunks behind so many bytes; the file's own header counts them. */
const riff = (prefix: number, header?: (size: number) => Buffer): Layout => ({
  split: (bytes) => [
    { name: '', content: bytes.subarray(0, prefix) },
    ...readParts(bytes, prefix, (at) => {
      const end = at + 8 + bytes.readUInt32LE(at + 4);
      return [{ name: bytes.toString('latin1', at, at + 4), content: bytes.subarray(at + 8, end) }, end + (end % 2)];
    }),
  ],
  join: (parts) => {
    const chunks = parts.flatMap((part) => {
      if (part.name === '') return header ? [] : [part.content];
      const head = latin(`${part.name}\0\0\0\0`);
      head.writeUInt32LE(lengthOf(part) >>> 0, 4);
      return [head, part.content, Buffer.alloc(part.content.length % 2)];
    });
    const body = Buffer.concat(chunks);
    return header ? Buffer.concat([header(body.length), body]) : body;
  },
  inside: ({ name }) => (name === 'ANMF' ? riff(16) : undefined),
});

const webp = riff(12, (size) => {
  const head = latin('RIFF\0\0\0\0WEBP');
  head.writeUInt32LE(size + 4, 4);
  return head;
});

/** Boxes behind so many bytes (ISO/IEC 14496-12, 4.2). */
const boxes = (prefix: number): Layout => ({
  split: (bytes) => [
    { name: '', content: bytes.subarray(0, prefix) },
    ...readParts(bytes, prefix, (at) => {
      const end = at + (bytes.readUInt32BE(at) || bytes.length);
      return [{ name: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, end) }, end];
    }),
  ],
  join: (parts) =>
    Buffer.concat(
      parts.flatMap((part) => {
        if (part.name === '') return [part.content];
        const head = latin(`\0\0\0\0${part.name}`);
        head.writeUInt32BE((lengthOf(part) + 8) >>> 0, 0);
        return [head, part.content];
      }),
    ),
  inside: ({ name }) => {
    const prefix = { meta: 4, iprp: 0, ipco: 0, moov: 0, iinf: 6, iref: 4, trak: 0 }[name];
    return prefix === undefined ? undefined : boxes(prefix);
  },
});

const gif: Layout = {
  split: (bytes) => {
    const flags = bytes[10] ?? 0;
    const first = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
    const parts = readParts(bytes, first, (at) => {
      const isImage = bytes[at] === 0x2c;
      const local = bytes[at + 9] ?? 0;
      let end = at + (isImage ? 11 + (local & 0x80 ? 3 * 2 ** ((local & 7) + 1) : 0) : 2);
      while (end < bytes.length && bytes[end]) end += 1 + (bytes[end] ?? 0);
      return [{ name: isImage ? 'image' : 'extension', content: bytes.subarray(at, end + 1) }, end + 1];
    });
    return [{ name: 'head', content: bytes.subarray(0, first) }, ...parts];
  },
  join: (parts) => Buffer.concat([...parts.map(({ content }) => content), latin(';')]),
};

/** The entries of a TIFF's first directory; they are written back, behind the end where they are more than before. */
const tiff: Layout = {
  split: (bytes) => {
    const isLittle = bytes[0] === 0x49;
    const at = isLittle ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
    const count = isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    const entries = Array.from({ length: count }, (_, index) => at + 2 + 12 * index);
    return [
      { name: 'file', content: bytes },
      ...entries.map((entry) => ({ name: 'entry', content: bytes.subarray(entry, entry + 12) })),
    ];
  },
  join: (parts) => {
    const file = Buffer.concat(parts.filter(({ name }) => name === 'file').map(({ content }) => content));
    const entries = parts.filter(({ name }) => name === 'entry').map(({ content }) => content);
    const count = Buffer.alloc(2);
    const isLittle = file[0] === 0x49;
    if (isLittle) count.writeUInt16LE(entries.length & 0xffff);
    else count.writeUInt16BE(entries.length & 0xffff);
    const moved = Buffer.concat([file, Buffer.alloc(file.length % 2), count, ...entries, Buffer.alloc(4)]);
    if (isLittle) moved.writeUInt32LE(file.length + (file.length % 2), 4);
    else moved.writeUInt32BE(file.length + (file.length % 2), 4);
    return moved;
  },
};

const svg: Layout = {
  split: (bytes) =>
    bytes
      .toString('latin1')
      .split(/(?=[<>]|\s[\w:-]+=)/)
      .map((text) => ({ name: 'text', content: latin(text) })),
  join: (parts) => Buffer.concat(parts.map(({ content }) => content)),
};

/** How each format's files are taken apart. */
export const layouts = { jpeg, png, webp, avif: boxes(0), gif, svg, tiff } as const satisfies Record<
  OriginalFormat,
  Layout
>;
