/** Bytes of a color table. */
export const tableOf = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Where a chain of data blocks ends; each begins with its length, the last has none. */
export const afterBlocks = (bytes: Buffer, from: number) => {
  let at = from;
  while (bytes[at]) at += 1 + (bytes[at] ?? 0);
  return at + 1;
};
