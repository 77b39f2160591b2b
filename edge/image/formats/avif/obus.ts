// AV1 bitstream specification, 6.2.2: sequence header, temporal delimiter, frame header, tile group, frame, redundant frame
// header. Metadata, padding and reserved units say nothing of pixels.
const needed = new Set([1, 2, 3, 4, 6, 7]);

/** The open bitstream units of AV1 data that pixels are made of; undefined where it is not built as it should be. */
export const cleanAv1 = (data: Buffer): Buffer | undefined => {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const header = data.readUInt8(at);
    const type = (header >> 3) & 15;
    const [hasExtension, hasSize] = [(header & 4) !== 0, (header & 2) !== 0];
    const start = at + (hasExtension ? 2 : 1);
    const size = hasSize ? readLeb128(data, start) : { value: data.length - start, length: 0 };
    const end = size && start + size.length + size.value;
    if ((header & 0x80) !== 0 || end === undefined || end > data.length) return undefined;
    if (needed.has(type)) parts.push(data.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
};

/** A number in groups of seven bits, the lowest first (4.10.5). */
const readLeb128 = (data: Buffer, at: number): { value: number; length: number } | undefined => {
  let value = 0;
  for (let index = 0; index < 8 && at + index < data.length; index++) {
    const byte = data.readUInt8(at + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, length: index + 1 };
  }
  return undefined;
};
