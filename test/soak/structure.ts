import { detectFormat } from '../../edge/image/formats/detect.ts';
import { type Layout, layouts, type Part } from './containers.ts';

type Random = () => number;

type Source = { bytes: Buffer; layout: Layout };

// Bytes of what is repeated: a file of more tells nothing new.
const mostRepeated = 300_000;

// What lengths, counts and sizes are read wrongly for.
const numbers = [0, 1, 2, 3, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

/**
 * One to three changes of a file's structure: parts that go, come twice or a thousand times, change places, come from another file,
 * claim another length, or change inside; checksums are right, so that what reads them reads on. Undefined where the file can't be
 * taken apart.
 */
export const mutateStructure = (bytes: Buffer, other: Buffer, random: Random): Buffer | undefined => {
  const format = detectFormat(bytes);
  if (!format || format === 'svgz' || format === 'unsupported') return undefined;
  const layout = layouts[format];
  try {
    const from = detectFormat(other) === format ? layout.split(other) : [];
    let changed = bytes;
    for (let left = 1 + below(random, 3); left > 0; left--) changed = change({ bytes: changed, layout }, from, random);
    return changed;
  } catch {
    // A file that breaks off, or a part whose own layout is another.
    return undefined;
  }
};

const below = (random: Random, count: number) => Math.floor(random() * Math.max(1, count));

const change = ({ bytes, layout }: Source, others: readonly Part[], random: Random): Buffer => {
  const parts = layout.split(bytes);
  const at = below(random, parts.length);
  const part = parts[at];
  if (!part) return bytes;
  const inside = layout.inside?.(part);
  if (inside && random() < 0.7)
    return layout.join(
      parts.with(at, { ...part, content: change({ bytes: part.content, layout: inside }, [], random) }),
    );
  const operation = operations[below(random, operations.length)];
  return operation ? layout.join(operation(parts, at, { part, others, random })) : bytes;
};

type Choice = { part: Part; others: readonly Part[]; random: Random };

type Operation = (parts: readonly Part[], at: number, choice: Choice) => Part[];

const inContent =
  (edit: (content: Buffer, random: Random) => Buffer): Operation =>
  (parts, at, { part, random }) =>
    parts.with(at, { ...part, content: edit(Buffer.from(part.content), random) });

/** Headers are short and stand in front: half of the changes are there. */
const placeIn = ({ length }: Buffer, random: Random) =>
  random() < 0.5 ? below(random, Math.min(length, 40)) : below(random, length);

const setByte = inContent((content, random) => {
  if (content.length > 0) content[placeIn(content, random)] = below(random, 256);
  return content;
});

const flipBit = inContent((content, random) => {
  const at = placeIn(content, random);
  if (at < content.length) content[at] = (content[at] ?? 0) ^ (1 << below(random, 8));
  return content;
});

const setNumber = inContent((content, random) => {
  const size = 1 + below(random, 4);
  const at = placeIn(content, random);
  const value = (numbers[below(random, numbers.length)] ?? 0) % 256 ** size;
  if (at + size > content.length) return content;
  if (random() < 0.5) content.writeUIntBE(value, at, size);
  else content.writeUIntLE(value, at, size);
  return content;
});

// Most changes keep a file readable; the decoders see it then.
const operations: readonly Operation[] = [
  ...[setByte, setByte, setByte, flipBit, flipBit, setNumber, setNumber, setNumber],
  (parts, at) => parts.toSpliced(at, 1),
  (parts, at, { part }) => parts.toSpliced(at, 0, part),
  (parts, at, { part, random }) => parts.toSpliced(at, 1).toSpliced(below(random, parts.length), 0, part),
  (parts, at, { part, random }) => {
    const most = mostRepeated / (part.content.length + 12);
    const count = Math.min(2 ** below(random, 14), most);
    return parts.toSpliced(at, 0, ...Array.from({ length: count }, () => part));
  },
  (parts, at, { part, others, random }) => parts.toSpliced(at, 0, others[below(random, others.length)] ?? part),
  (parts, at, { part, random }) => parts.with(at, { ...part, claimed: numbers[below(random, numbers.length)] ?? 0 }),
  (parts, at, { part, random }) => parts.with(at, { ...part, name: parts[below(random, parts.length)]?.name ?? '' }),
  inContent((content, random) => content.subarray(0, below(random, content.length))),
  inContent((content, random) => Buffer.concat([content, Buffer.alloc(1 + below(random, 300), below(random, 256))])),
];
