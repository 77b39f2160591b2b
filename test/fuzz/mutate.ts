// What lengths, counts and offsets are read wrongly for.
const numbers = [0, 1, 2, 7, 8, 255, 256, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

// A file that grows and grows tells nothing new.
const usualLength = 200_000;

type Mutation = {
  original: Buffer;
  /** What pieces are taken from. */
  other: Buffer;
  /** Texts that mean something. */
  tokens?: readonly Buffer[];
  /** Bytes of the result at most. */
  longest?: number;
};

/** One to six small changes: bytes, numbers, pieces that go, come twice, come from another file; the end cut off. */
export const mutate = (
  { original, other, tokens = [], longest = usualLength }: Mutation,
  random: () => number,
): Buffer => {
  const below = (count: number) => Math.floor(random() * Math.max(1, count));
  const piece = (of: Buffer) => {
    const from = below(of.length);
    return of.subarray(from, from + 1 + below(Math.min(64, of.length)));
  };
  const splice = (bytes: Buffer, part: Buffer, removed: number) => {
    const at = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + removed)]);
  };
  const changes: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => set(bytes, below(bytes.length), below(256)),
    (bytes) => set(bytes, below(bytes.length), 1 << below(8)),
    (bytes) => number(bytes, below(bytes.length), numbers[below(numbers.length)] ?? 0),
    (bytes) => splice(bytes, Buffer.alloc(0), below(40)),
    (bytes) => splice(bytes, piece(bytes), 0),
    (bytes) => splice(bytes, piece(other), below(16)),
    (bytes) => splice(bytes, Buffer.concat(Array(below(200)).fill(piece(bytes))), 0),
    (bytes) => splice(bytes, tokens[below(tokens.length)] ?? Buffer.of(below(256)), below(2) * below(12)),
    (bytes) => bytes.subarray(0, 1 + below(bytes.length)),
    (bytes) => Buffer.concat([bytes.subarray(0, below(bytes.length)), other.subarray(below(other.length))]),
  ];
  let bytes = Buffer.from(original);
  for (let left = 1 + below(6); left > 0; left--)
    bytes = Buffer.from((changes[below(changes.length)] ?? Buffer.from)(bytes).subarray(0, longest));
  return bytes;
};

const set = (bytes: Buffer, at: number, value: number) => {
  if (at < bytes.length) bytes[at] = value;
  return bytes;
};

const number = (bytes: Buffer, at: number, value: number) => {
  if (at + 4 <= bytes.length) bytes.writeUInt32BE(value, at);
  return bytes;
};
