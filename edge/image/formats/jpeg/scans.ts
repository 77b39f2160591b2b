/** A JPEG's frame header (ISO/IEC 10918-1, B.2.2): size in pixels, bits a sample, and each component's share by its area. */
export type Frame = { marker: number; width: number; height: number; depth: number; shares: Map<number, number> };

/** A scan header (B.2.3): components, the band of coefficients, the bits of them that came before and that come now. */
export type Scan = { components: number[]; first: number; last: number; high: number; low: number };

/** Whether a frame header announces progressive scans. */
export const isProgressive = (marker: number): boolean => [0xc2, 0xc6, 0xca, 0xce].includes(marker);

/** Whether a frame has another coding than Huffman's of 8 bits, which alone browsers show: lossless, hierarchical, arithmetic. */
export const isUnusual = ({ marker, depth }: Pick<Frame, 'marker' | 'depth'>): boolean => marker > 0xc2 || depth !== 8;

/** A frame header. Throws RangeError where it contradicts its length, or has no size. */
export const readFrame = (marker: number, payload: Buffer): Frame => {
  const shares = new Map<number, number>();
  const count = payload.readUInt8(5);
  const [height, width] = [payload.readUInt16BE(1), payload.readUInt16BE(3)];
  if (width === 0 || height === 0 || count === 0) throw new RangeError(`${width} x ${height} of ${count} components`);
  for (let component = 0; component < count; component++) {
    const sampling = payload.readUInt8(7 + component * 3);
    shares.set(payload.readUInt8(6 + component * 3), (sampling >> 4) * (sampling & 15));
  }
  return { marker, width, height, depth: payload.readUInt8(0), shares };
};

/** A scan header. Throws RangeError where it is shorter than it says. */
export const readScan = (payload: Buffer): Scan => {
  const count = payload.readUInt8(0);
  const components = Array.from({ length: count }, (_, index) => payload.readUInt8(1 + index * 2));
  const at = 1 + count * 2;
  const [first, last, bits] = [payload.readUInt8(at), payload.readUInt8(at + 1), payload.readUInt8(at + 2)];
  return { components, first, last, high: bits >> 4, low: bits & 15 };
};

/**
 * What is wrong with the order of scans: components that the frame does not have, a band before its DC, a bit before the one
 * above it (ISO/IEC 10918-1, G.1.1.1.1). Decoders warn of it and go on, over all samples each time.
 */
export const checkScans = ({ marker, shares }: Frame, scans: Scan[]): string | undefined => {
  const bits = new Map([...shares.keys()].map((component) => [component, new Int8Array(64).fill(-1)]));
  for (const { components, first, last, high, low } of scans) {
    if (components.length === 0 || components.length > 4) return `a scan of ${components.length} components`;
    for (const component of components) {
      const known = bits.get(component);
      if (!known) return 'a scan of an unknown component';
      if (!isProgressive(marker)) continue;
      if (first > last || last > 63 || (first > 0 && known[0] === -1)) return 'scans out of order';
      for (let coefficient = first; coefficient <= last; coefficient++) {
        if (high !== Math.max(0, known[coefficient] ?? 0)) return 'scans out of order';
        known[coefficient] = low;
      }
    }
  }
  return undefined;
};

/** Whether every component has come, and every band of a progressive one down to its lowest bit. */
export const isComplete = ({ shares }: Frame, scans: Scan[]): boolean => {
  const lowest = new Map([...shares.keys()].map((component) => [`${component} DC`, 1]));
  for (const { components, first, low } of scans)
    for (const component of components) lowest.set(`${component} ${first === 0 ? 'DC' : 'AC'}`, low);
  return [...lowest.values()].every((low) => low === 0);
};
