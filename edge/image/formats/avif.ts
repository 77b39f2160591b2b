import { Underivable } from '../../errors.ts';
import type { Probe } from './probe.ts';

// Boxes that hold boxes, and the bytes of their own that come first (ISO/IEC 14496-12, 23008-12).
const containers: { [kind: string]: (box: Buffer) => number } = {
  meta: () => 4,
  iprp: () => 0,
  ipco: () => 0,
  iinf: (box) => (box.readUInt8(0) === 0 ? 6 : 8),
};

type Found = { width: number; height: number; items: Set<string>; deep: boolean; boxes: number };

// An image of a thousand tiles has some thousand.
const mostBoxes = 10_000;
const deepest = 8;

/**
 * An AVIF's boxes: the largest size that any of its items claims, and which codec made them. What the AV1 data says of
 * itself is not read here, so the claim can be a lie: AVIF is decoded where it can be killed.
 */
export const probeAvif = (bytes: Buffer): Probe => {
  const found: Found = { width: 0, height: 0, items: new Set(), deep: false, boxes: 0 };
  walk(bytes, found);
  const { width, height, items, deep } = found;
  if (items.has('hvc1')) throw new Underivable('unsupported-format', 'HEIC');
  if (!items.has('av01')) throw new Underivable('unsupported-format', 'an image sequence without a still');
  if (width === 0 || height === 0) throw new RangeError('no size');
  return { format: 'avif', coding: 'avif', width, height, frames: 1, sampleBytes: deep ? 4 : 3, passes: 1, bytes };
};

const walk = (bytes: Buffer, found: Found, from = 0, depth = 1): void => {
  for (let at = from; at + 8 <= bytes.length; ) {
    if (++found.boxes > mostBoxes || depth > deepest) throw new Underivable('too-costly', 'boxes without end');
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const box = bytes.subarray(at + 8, length === 0 ? bytes.length : at + length);
    if (kind === 'ispe') {
      found.width = Math.max(found.width, box.readUInt32BE(4));
      found.height = Math.max(found.height, box.readUInt32BE(8));
    }
    // Bit 6 of its third byte: more than 8 bits a sample (https://aomediacodec.github.io/av1-isobmff/#av1codecconfigurationbox).
    if (kind === 'av1C' && (box.readUInt8(2) & 0x40) !== 0) found.deep = true;
    if (kind === 'infe') found.items.add(box.toString('latin1', 8, 12));
    const skip = containers[kind];
    if (skip) walk(box, found, skip(box), depth + 1);
    if (length < 8) return;
    at += length;
  }
};
